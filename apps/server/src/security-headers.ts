import type { Settings } from '@docket/router';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import Fastify from 'fastify';

const YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

/** An answer of an API is no page: whoever opens one in a browser gets nothing to run, and no frame shows it. */
const API_POLICY = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/**
 * The header fields that every answer carries, as helmet sets them; a route may replace one. Helmet
 * has no function that tells them, so it sets them on an answer that nobody gets. They are made once, because Fastify answers some requests without hooks and Node answers some
 * without Fastify; as a plugin, helmet also builds its policies anew for each request (20 µs).
 */
export async function securityHeaders({ ENVIRONMENT }: Settings): Promise<Record<string, string>> {
  const probe = Fastify();
  await probe.register(helmet, optionsFor(ENVIRONMENT));
  probe.get('/', async (_request, reply) => reply.raw.getHeaders());
  const headers = (await probe.inject('/')).json<Record<string, string>>();
  await probe.close();
  // Tokens, and what only some may read, stay in no cache.
  return { ...headers, 'cache-control': 'no-store' };
}

function optionsFor(environment: Settings['ENVIRONMENT']): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: { useDefaults: false, directives: API_POLICY },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    // Keeps answers out of images and scripts of other origins; what CORS allows goes on (Fetch standard, 3.7).
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // Other hosts below this one are not ours to speak for.
    strictTransportSecurity:
      environment === 'production' ? { maxAge: YEAR_IN_SECONDS, includeSubDomains: false } : false,
    // For browsers and plugins that are gone.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  };
}
