import type { Settings } from '@docket/router';
import type { FastifyInstance } from 'fastify';
import { isCrossSite } from './cross-site.ts';

/** Strangers choose what they send: so many origins have a line in this time, and no more. */
const MAX_ORIGINS = 20;
const FORGOTTEN_AFTER_MS = 60 * 60 * 1000;

/** As browsers send it. Others, such as `null`, no list can have. */
const ORIGIN = /^https?:\/\/[\w.:[\]-]{1,260}$/;

/**
 * Leaves one warning for each origin whose pages the browser keeps from reading our answers: the page itself is told
 * nothing but that it failed.
 */
export function warnOfRefusedOrigins(app: FastifyInstance, settings: Settings): void {
  const warned = new Set<string>();
  let since = performance.now();

  function warn(origin: string): void {
    const now = performance.now();
    if (now - since > FORGOTTEN_AFTER_MS) {
      since = now;
      warned.clear();
    }
    if (warned.has(origin) || warned.size >= MAX_ORIGINS || !ORIGIN.test(origin)) return;
    warned.add(origin);
    const remedy = `to let it, set CORS_ORIGINS='${JSON.stringify([...settings.CORS_ORIGINS, origin])}'`;
    app.log.warn({ origin }, `The browser does not let the page at ${origin} call us; ${remedy}`);
  }

  app.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers;
    if (origin !== undefined && isCrossSite(request, settings)) warn(origin);
    done();
  });
}
