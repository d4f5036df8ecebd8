import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AppRouter } from './trpc.ts';

/**
 * Lets a caller go as soon as its signal aborts, whatever the call waits for: a renewal of the tokens, its turn, or
 * others of its batch, which tRPC breaks off only when all of them are aborted. What others wait for goes on.
 */
export const abortLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) => {
    const { signal } = op;
    if (!signal) return next(op);
    return observable((observer) => {
      const letGo = () => observer.error(TRPCClientError.from(signal.reason));
      if (signal.aborted) return letGo();
      signal.addEventListener('abort', letGo, { once: true });
      const call = next(op).subscribe(observer);
      return () => {
        signal.removeEventListener('abort', letGo);
        call.unsubscribe();
      };
    });
  };
