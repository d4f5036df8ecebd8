import type { WatchStreams } from '@docket/rest';
import type { Stream } from '@docket/router';
import type { Asked } from './messages.ts';

/** What a call came to: the text of its answer, or a stream that follows. */
export type Answer = { stream: Stream } | { text: string; isUnauthenticated: boolean };

/** Whose calls these are, and whether somebody still waits for them. */
export type Caller = { token: string | undefined; hasLeft(): boolean; signal(): AbortSignal };

/** What a connection needs of its server. */
export type Server = {
  watchStreams: WatchStreams;
  parseJson(text: string): unknown;
  /** Takes the place of whoever has this token, and answers with what gives it back. @throws AppError */
  begin(token: string | undefined): Promise<() => void>;
  call(asked: Asked, caller: Caller): Promise<Answer>;
  /** The text that says what went wrong. Of what is no call, it has no id. */
  refusal(error: unknown, asked?: Pick<Asked, 'id' | 'path'>): string;
  /** Counts what is no call as a call. @throws AppError `rate_limited` */
  countStray(): Promise<void>;
  closed(): void;
};

/** Why a connection is closed: RFC 6455, section 7.4.1, and the registry of IANA for those from 3000 on. */
export const CLOSE = {
  goingAway: 1001,
  unsupportedData: 1003,
  policyViolation: 1008,
  tryAgainLater: 1013,
  unauthorized: 3000,
  timeout: 3008,
};
