import { Socket } from 'node:net';
import type { Settings } from '@docket/router';
import helmet, { type HelmetOptions } from 'helmet';
import { IncomingMessage, ServerResponse } from './node-http.ts';

const YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

/** An API answer opened in a browser runs nothing and is shown in no frame. */
const API_POLICY = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/**
 * The security headers of every answer, as helmet sets them; a route may replace one. They are computed once, on an
 * answer that nobody gets: helmet as a plugin rebuilds them for each request, and misses the answers that Fastify gives
 * without hooks and Node without Fastify.
 */
export function securityHeaders({ ENVIRONMENT }: Settings): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(optionsFor(ENVIRONMENT))(request, response, () => undefined);
  // Answers hold tokens and private data: no cache stores them unless a route says otherwise.
  return { ...(response.getHeaders() as Record<string, string>), 'cache-control': 'no-store' };
}

function optionsFor(environment: Settings['ENVIRONMENT']): HelmetOptions {
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
