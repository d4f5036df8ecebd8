import type { Database } from '@docket/db';
import type { Feed } from '../feed/feed.ts';
import type { FileStore } from '../files/store.ts';
import type { Limits } from '../limits/limits.ts';
import type { OpenSettings } from '../settings/settings.ts';
import type { ActorReader, ActorWriter, Reader, Writer } from '../visibility/handles.ts';
import type { Sight } from '../visibility/sight.ts';
import type { Actor, By } from './actor.ts';
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
  /** What the actor may see, as this transaction sees it. */
  sight(db: Reader): Promise<Sight>;
  /** Writes down that the actor looks into these projects of others for the first time (`ActorReader.looked`). */
  recordLooks(db: Writer, project_ids: string[]): Promise<void>;
  /** When the credentials of the actor expire; null: they have no end of their own. */
  expires_at: string | null;
  settings: OpenSettings;
  limits: Limits;
  /** Where the content of files is. */
  store: FileStore;
  /** The log of events, for those who follow it. */
  feed: Feed;
  request: RequestInfo;
};

/** What a flow gets: its transactions (`db.write`) begin with `confirm`. */
export type FlowContext<Who extends Actor = Actor> = Omit<Context, 'db'> &
  By<Who> & {
    db: {
      read: ActorReader;
      write<T>(work: (db: ActorWriter) => Promise<T>): Promise<T>;
    };
    /** Aborted when the caller hangs up. */
    signal(): AbortSignal | undefined;
    /** The Idempotency-Key as it is kept, for a flow that goes on where an earlier call with it stopped. */
    sent: { key: string; fingerprint: string } | undefined;
    /**
     * The transaction that makes the answer, where the flow takes an Idempotency-Key (`takesKey`): it begins as the others
     * do, checks what `work` answers and keeps it for repeats. For a repeat it gives that, and does not do the work.
     * `beside` is what a repeat has to bring beside the same input, such as the same files.
     */
    answer<T>(work: (db: ActorWriter) => Promise<T>, beside?: unknown): Promise<T>;
  };
