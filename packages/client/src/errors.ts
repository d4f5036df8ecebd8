import { isTRPCClientError, type TRPCClientError } from '@trpc/client';
import type { AppRouter, ErrorData } from './generated/contract.ts';

/** An error that the server answered with. `data.code` says what went wrong. */
export type DocketError = TRPCClientError<AppRouter> & { readonly data: ErrorData };

/**
 * Tells an answer of the server from every other failure, such as a broken connection or an
 * error page of a proxy.
 */
export function isDocketError(error: unknown): error is DocketError {
  return isTRPCClientError<AppRouter>(error) && Boolean(error.data);
}
