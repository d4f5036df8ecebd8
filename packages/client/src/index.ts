import type { DocketClient } from './generated/contract.ts';
import type { InputOf, OutputOf } from './procedures.ts';

export { createDocketClient, type DocketClientOptions, type DocketLink } from './client.ts';
export { type DocketDownload, download } from './download.ts';
export { type DocketError, isDocketError } from './errors.ts';
export { follow } from './follow.ts';
export type * from './generated/contract.ts';
export type { CallOptions, Message, OnPosition, SubscriptionOptions } from './procedures.ts';
export { retryDelay, shouldRetry } from './retry.ts';
export type { SessionStore, StoredSession } from './token-session.ts';
export { type DocketFile, upload } from './upload.ts';

/** What each procedure takes: `RouterInputs['issue']['list']`. */
export type RouterInputs = {
  [Feature in keyof DocketClient]: {
    [Verb in keyof DocketClient[Feature]]: InputOf<DocketClient[Feature][Verb]>;
  };
};

/** What each procedure answers: `RouterOutputs['issue']['list']`. */
export type RouterOutputs = {
  [Feature in keyof DocketClient]: {
    [Verb in keyof DocketClient[Feature]]: OutputOf<DocketClient[Feature][Verb]>;
  };
};
