import type { By } from '../core/actor.ts';
import type { Context } from '../core/context.ts';
import { inLog } from '../core/pagination.ts';
import { lastPosition, positionText } from '../core/positions.ts';
import type { Message, Source, Stream } from '../core/stream.ts';
import type { Follower } from '../feed/follower.ts';
import type { LogEntry } from '../feed/log-entry.ts';
import { readerOf, writingLooksAfter } from './looks.ts';

/** After this time, what waits to be sent is selected anew if anything was committed meanwhile: nobody sees what is hidden by then. */
const GOOD_FOR_MS = 500;

/** The longest time that a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;

type Opening<Data> = Pick<By, 'actor'> & {
  source: Source<Data>;
  /** A message as its reader gets it. */
  show(data: Data): Data;
  /** Gives back the place of the stream. */
  leave(): void;
};

/** Opens the stream of a source. What its reader may see is asked again before each message. */
export async function openStream<Data>(ctx: Context, opening: Opening<Data>): Promise<Stream<Data>> {
  const { source, actor } = opening;
  const { log_id, position: last } = await lastPosition(ctx.db.read);
  const after = source.cursor === undefined ? last : inLog(log_id).decode(source.cursor).position;
  const until = source.follow ? undefined : last;
  const guard = new Guard(ctx, actor);
  const follower = await ctx.feed.follow(after, (entries, one) => guard.notice(entries, one));
  guard.ask(follower); // what was revoked before it followed, it is not told of
  const place = { log_id, position: after };
  const messages = read({ ...opening, ctx, follower, guard, place, until });
  const timer = ctx.expires_at === null ? undefined : setTimeout(() => follower.end(), timeTo(ctx.expires_at, ctx.at));
  timer?.unref();
  let isLeft = false;
  const leave = () => {
    clearTimeout(timer);
    follower.end();
    opening.leave();
  };
  const stream: Stream<Data> = {
    expires_at: ctx.expires_at,
    get cursor() {
      return positionText(place);
    },
    async next() {
      try {
        const next = isLeft ? OVER : await messages.next();
        if (next.done) leave();
        return next;
      } catch (error) {
        leave();
        if (isLeft) return OVER;
        throw error;
      }
    },
    async return() {
      isLeft = true;
      leave();
      return OVER;
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}

const OVER = { done: true, value: undefined } as const;

type Reading<Data> = Opening<Data> & {
  ctx: Context;
  follower: Follower;
  guard: Guard;
  /** Up to where all was given. */
  place: { log_id: string; position: number };
  /** Where it ends; undefined: nowhere. */
  until: number | undefined;
};

async function* read<Data>(reading: Reading<Data>): AsyncGenerator<Message<Data>, undefined> {
  const { follower, place, until } = reading;
  while (until === undefined || place.position < until) {
    let entries = await follower.next();
    while (entries.length > 0) {
      yield* select(reading, entries);
      entries = entries.filter(({ position }) => position > place.position);
    }
  }
}

/** Gives what is told of these events, and stops where that may not be true any more. */
async function* select<Data>(reading: Reading<Data>, entries: LogEntry[]): AsyncGenerator<Message<Data>, undefined> {
  const { ctx, source, show, follower, guard, place } = reading;
  const wanted = entries.filter((entry) => source.asksFor?.(entry) ?? true);
  const mark = ctx.db.changeMark();
  const since = performance.now();
  const isStale = () => ctx.db.changeMark() !== mark && performance.now() - since > GOOD_FOR_MS;
  const batch = { ...ctx }; // what is kept of its looks ends with it
  const selectWanted = async () => source.select(await readerOf(batch), wanted);
  const selected = wanted.length > 0 ? await writingLooksAfter(batch, selectWanted) : [];
  for (const { position, data } of selected) {
    await guard.passed(follower);
    yield { id: positionText({ ...place, position }), data: show(data) };
    place.position = position;
    if (isStale()) return;
  }
  place.position = entries.at(-1)?.position ?? place.position;
}

/** Asks whether the credentials of a reader are still good, whenever the log says that something about them has changed. */
class Guard {
  readonly #ctx: Context;
  readonly #ids: ReadonlySet<string | null>;
  #asked: Promise<void> = Promise.resolve();

  constructor(ctx: Context, actor: By['actor']) {
    this.#ctx = ctx;
    this.#ids = new Set(actor.kind === 'user' ? [actor.id, actor.session_id, actor.token_id] : []);
  }

  notice(entries: readonly LogEntry[], follower: Follower): void {
    if (entries.some(({ subject_id }) => this.#ids.has(subject_id))) this.ask(follower);
  }

  ask(follower: Follower): void {
    this.#asked = this.#ctx.confirm(this.#ctx.db.read).catch((error: unknown) => follower.end(error));
  }

  /** @throws what the stream was ended with, such as AppError `unauthenticated` */
  async passed(follower: Follower): Promise<void> {
    await this.#asked;
    follower.throwIfEnded();
  }
}

function timeTo(time: string, now: string): number {
  return Math.min(Math.max(0, Date.parse(time) - Date.parse(now)), LONGEST_MS);
}
