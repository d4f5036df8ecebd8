import type { FastifyRequest } from 'fastify';

/**
 * Whether a page of an origin that is not listed makes the request. The rules are those of
 * CrossOriginProtection in Go's net/http (Filippo Valsorda, 2025): `Sec-Fetch-Site`, which no page
 * can set, decides; for browsers from before 2023, `Origin` has to name the host that is asked.
 * A request with neither comes from no browser, or from our own page in an old one.
 */
export function isCrossSite({ headers, host }: Pick<FastifyRequest, 'headers' | 'host'>, origins: string[]): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site === 'same-origin' || site === 'none') return false;
  if (origins.includes('*') || (origin && origins.includes(origin))) return false;
  if (site) return true;
  return origin !== undefined && URL.parse(origin)?.host !== host;
}
