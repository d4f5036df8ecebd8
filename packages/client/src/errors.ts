import { isTRPCClientError } from '@trpc/client';
import type { ErrorShape } from './generated/contract.ts';
import type { AppRouter } from './trpc.ts';

/** An error that the server answered with. `data.code` says what went wrong. */
export type DocketError = Error & {
  readonly data: ErrorShape['data'];
  readonly shape: ErrorShape;
  /** `response` is the answer that it came in. */
  readonly meta?: Record<string, unknown> | undefined;
};

/**
 * Tells an answer of the server from every other failure, such as a broken connection or an
 * error page of a proxy.
 */
export function isDocketError(error: unknown): error is DocketError {
  return isTRPCClientError<AppRouter>(error) && Boolean(error.data);
}
