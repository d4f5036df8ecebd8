import type { CountStray } from '@docket/rest';
import type { Docket } from '@docket/router';
import { requestInfo } from './context.ts';
import type { Watcher } from './observe/watcher.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set when it is one of many that are refused: whether it has a line in the log, and how many had none before it. */
    flood?: { isLogged: boolean; unloggedBefore: number };
  }
}

/** So much of a flood is logged: one line in this time. */
const LOGGED_EVERY_MS = 1000;

/**
 * Counts requests that reach no procedure as queries of their address, since they cost as much and are answered to
 * anybody. No token is looked at, which would cost more than the answer. Beyond the limit they leave few lines in the log.
 */
export function strayCounter(docket: Docket, watcher: Watcher): CountStray {
  let loggedAt = Number.NEGATIVE_INFINITY;
  let unloggedBefore = 0;
  return async (request, reply) => {
    const context = await docket.createContext('anonymous', requestInfo(docket, watcher, { request, reply }));
    try {
      await context.limits.countCall(context, 'read');
    } catch (refusal) {
      const now = performance.now();
      const isLogged = now - loggedAt > LOGGED_EVERY_MS;
      request.flood = { isLogged, unloggedBefore };
      unloggedBefore = isLogged ? 0 : unloggedBefore + 1;
      if (isLogged) loggedAt = now;
      throw refusal;
    }
  };
}
