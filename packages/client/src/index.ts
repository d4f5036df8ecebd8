import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from './generated/contract.ts';

export { createDocketClient, type DocketClient, type DocketClientOptions } from './client.ts';
export { type DocketError, isDocketError } from './errors.ts';
export type * from './generated/contract.ts';
export type { SessionStore, StoredSession } from './token-session.ts';

/** What each procedure takes: `RouterInputs['issue']['list']`. */
export type RouterInputs = inferRouterInputs<AppRouter>;

/** What each procedure answers: `RouterOutputs['issue']['list']`. */
export type RouterOutputs = inferRouterOutputs<AppRouter>;
