import type { FastifyCorsOptions } from '@fastify/cors';

const EXPOSED = [
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Range',
  'Docket-Position',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'Preference-Applied',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Process-Time',
  'X-Request-Id',
];

export function corsOptions(origins: string[]): FastifyCorsOptions {
  return {
    // With credentials a browser takes no "*", so every origin is named back to itself (development only).
    origin: origins.includes('*') ? true : origins,
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED,
    maxAge: 600,
    // The routes themselves answer OPTIONS, with Allow.
    strictPreflight: false,
    preflightContinue: true,
  };
}

/** What lets the page of a listed origin read an answer that is given without hooks: by Fastify, or by Node without it. */
export function corsHeaders(origins: string[], origin: string | undefined): Record<string, string> {
  const isListed = origin !== undefined && (origins.includes('*') || origins.includes(origin));
  if (!isListed) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': EXPOSED.join(', '),
  };
}
