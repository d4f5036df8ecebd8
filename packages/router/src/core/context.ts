import type { Database, Reader } from '@docket/db';
import type { Limits } from '../limits/limits.ts';
import type { OpenSettings } from '../settings/settings.ts';
import type { Actor } from './actor.ts';
import type { RequestInfo } from './request.ts';

/** What every call brings along. */
export type Context = {
  actor: Actor;
  /** When the call came in. */
  at: string;
  db: Database;
  /**
   * Throws when the credentials of the actor are not good any more, as this transaction sees it: a
   * call may wait between its beginning and its transaction, such as for its turn to hash.
   */
  confirm(db: Reader): Promise<void>;
  settings: OpenSettings;
  limits: Limits;
  request: RequestInfo;
};

/** What a flow gets: its transactions (`db.write`) begin with `confirm`. */
export type FlowContext<Who extends Actor = Actor> = Context & {
  actor: Who;
  /** Aborted when the caller hangs up. */
  signal(): AbortSignal | undefined;
};
