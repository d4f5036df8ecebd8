import { type Operation, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { isDocketError } from './errors.ts';
import { TAKES_KEY } from './generated/takes-key.ts';
import { randomHex } from './random.ts';
import type { AppRouter } from './trpc.ts';

/** Gives a server that was restarted the time to come back. */
const WAIT_MS = 1000;

/**
 * Gives each mutation an Idempotency-Key, unless `context.idempotency_key` is one, and makes it once more when the answer
 * got lost: the server does its work once.
 */
export const repeatLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) => {
    if (!TAKES_KEY.has(op.path)) return next(op);
    const keyed = { ...op, context: { ...op.context, idempotency_key: keyOf(op) || randomHex(16) } };
    return observable((observer) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let current = next(keyed).subscribe({
        ...observer,
        error(error) {
          if (isAnswerLost(error, op)) timer = setTimeout(repeat, WAIT_MS);
          else observer.error(error);
        },
      });

      function repeat(): void {
        current = next(keyed).subscribe(observer);
      }

      return () => {
        clearTimeout(timer);
        current.unsubscribe();
      };
    });
  };

/** The header field with the keys of calls that share a request, in their order; "" stands for none (RFC 9651, section 3.1). */
export function keyHeader(ops: readonly Operation[]): Record<string, string> {
  const keys = ops.map(keyOf);
  return keys.some(Boolean) ? { 'idempotency-key': keys.map(quoted).join(', ') } : {};
}

/** The Idempotency-Key of a call; empty for none. */
export function keyOf({ context }: Operation): string {
  const key = context['idempotency_key'];
  return typeof key === 'string' ? key : '';
}

function quoted(key: string): string {
  return `"${key.replace(/["\\]/g, '\\$&')}"`;
}

/** Nothing came that Docket has answered, and the caller still waits. */
function isAnswerLost(error: unknown, { signal }: Operation): boolean {
  return error instanceof TRPCClientError && !isDocketError(error) && !signal?.aborted;
}
