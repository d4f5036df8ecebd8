import type { Settings } from '@docket/router';
import type { FastifyRequest } from 'fastify';

/**
 * Whether a page of an origin that is not listed makes the request. The rules are those of
 * CrossOriginProtection in Go's net/http (Filippo Valsorda, 2025): `Sec-Fetch-Site`, which no page
 * can set, decides; for browsers from before 2023, `Origin` has to name the host that is asked.
 * A request with neither comes from no browser, or from our own page in an old one.
 */
export function isCrossSite(
  { headers, host }: Pick<FastifyRequest, 'headers' | 'host'>,
  { CORS_ORIGINS: origins, PUBLIC_URL }: Pick<Settings, 'CORS_ORIGINS' | 'PUBLIC_URL'>,
): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site === 'same-origin' || site === 'none') return false;
  if (origins.includes('*') || (origin && origins.includes(origin))) return false;
  if (site) return true;
  if (origin === undefined || URL.parse(origin)?.host === host) return false;
  return PUBLIC_URL === undefined || new URL(PUBLIC_URL).origin !== origin; // a proxy may name another host than ours
}
