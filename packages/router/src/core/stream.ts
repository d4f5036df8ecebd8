import type { LogEntry } from '../feed/log-entry.ts';
import type { ActorReader } from '../visibility/handles.ts';
import type { Actor, By } from './actor.ts';
import type { Context } from './context.ts';

/** One message of a stream. Who comes back with its `id` as cursor gets what follows it. */
export type Message<Data = unknown> = { id: string; data: Data };

/**
 * Messages as they come, each once and in the order of the log. It waits for the next one until its reader leaves (`return`,
 * which the end of a `for await` calls), and costs little as long as nothing comes.
 *
 * It ends by an AbortError when its reader is to come back: the server stops, or the credentials are to be renewed. It
 * ends by an AppError when they are not good any more.
 */
export type Stream<Data = unknown> = AsyncIterableIterator<Message<Data>> & {
  /** Whoever comes back with it misses nothing: all up to here was given. */
  readonly cursor: string;
  /** When the credentials of its reader expire, and the stream ends with them; null: they have no end of their own. */
  readonly expires_at: string | null;
};

/** What a feed makes its messages of. */
export type Source<Data> = {
  /** Where to begin; undefined: with what happens from now on. */
  cursor: string | undefined;
  /** Whether it waits for more when all that there is was given. */
  follow: boolean;
  /** Whether anything may be told of an event, whoever sees it. Left out: of each. */
  asksFor?(entry: LogEntry): boolean;
  /** What is told of these events to the actor, who sees what this handle gives, in their order. */
  select(db: ActorReader, entries: LogEntry[]): Promise<{ position: number; data: Data }[]>;
};

/** What a feed gets. */
export type FeedContext<Who extends Actor = Actor> = Omit<Context, 'db'> &
  By<Who> & { db: ActorReader; mark(): number };
