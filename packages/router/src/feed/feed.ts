// The one reader of the log of events in a process. Whoever follows the log is a place in what it keeps in memory, never a
// queue of its own; who is behind that reads the database by pages, as fast as it takes them.

import { type Database, isUnavailable } from '@docket/db';
import { Follower, type Noticed } from './follower.ts';
import { bytesOf, type LogEntry } from './log-entry.ts';

export type FeedBounds = {
  /** Events that are kept in memory for all who follow. */
  entries: number;
  /** Bytes that they take. */
  bytes: number;
  /** Events that are read, and handed on, at once. */
  page: number;
};

const USUAL: FeedBounds = { entries: 2000, bytes: 8 * 1024 * 1024, page: 100 };

/** How soon the log is read again when the database could not be used. */
const READ_AGAIN_MS = 500;

/** Who is woken writes its message at once: a tenth of a millisecond each. */
const WOKEN_AT_ONCE = 8;

type FeedParts = {
  database: Pick<Database, 'onChange'>;
  /** The events after a position, in the order of the log, so many at most. */
  read(after: number, most: number): Promise<LogEntry[]>;
  /** The position of the last event. */
  last(): Promise<number>;
  bounds?: FeedBounds;
  /** Is told of new events, before those who follow. */
  taken?(entries: readonly LogEntry[]): void;
};

/** Reads the log while somebody follows it. */
export class Feed {
  readonly #parts: FeedParts;
  readonly #bounds: FeedBounds;
  readonly #followers = new Set<Follower>();
  /** All events after `#from`, up to `#head`. */
  #entries: LogEntry[] = [];
  #bytes = 0;
  #from = 0;
  #head = 0;
  /** Set while somebody follows. */
  #run: { begun: Promise<void>; isReady: boolean; stopListening(): void } | undefined;
  /** Whether something was committed since the last look at the log began. */
  #isStale = false;
  #isReading = false;
  /** Who is to be woken for new events. */
  readonly #asleep = new Set<Follower>();
  #isWaking = false;
  #isStopped = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#bounds = parts.bounds ?? USUAL;
  }

  /**
   * Follows the log from a position on. Who follows has to `end` it.
   *
   * @param noticed is told of new events as soon as they are read, wherever the follower is
   */
  async follow(after: number, noticed?: Noticed): Promise<Follower> {
    const follower = new Follower(after, {
      noticed,
      read: (position) => this.#after(position),
      ended: () => this.#leave(follower),
    });
    this.#followers.add(follower);
    if (this.#isStopped) follower.end();
    else await this.#begin().catch((error: unknown) => follower.end(error)); // whoever asks for the next event is told
    return follower;
  }

  /** Ends all who follow, and all who will. */
  stop(): void {
    this.#isStopped = true;
    for (const follower of this.#followers) follower.end();
  }

  load(): { followers: number; entries: number; bytes: number } {
    return { followers: this.#followers.size, entries: this.#entries.length, bytes: this.#bytes };
  }

  #begin(): Promise<void> {
    if (this.#run) return this.#run.begun;
    const begun = Promise.withResolvers<void>();
    const stopListening = this.#parts.database.onChange(() => this.#look());
    const run = { begun: begun.promise, isReady: false, stopListening };
    this.#run = run;
    this.#parts.last().then((head) => {
      if (this.#run === run) {
        this.#head = head;
        this.#from = head;
        run.isReady = true;
        this.#look(); // at what was committed before it listened
      }
      begun.resolve();
    }, begun.reject);
    return begun.promise;
  }

  #leave(follower: Follower): void {
    this.#followers.delete(follower);
    this.#asleep.delete(follower);
    if (this.#followers.size > 0) return;
    // Nobody follows: nothing is read, and nothing kept.
    this.#run?.stopListening();
    this.#run = undefined;
    this.#entries = [];
    this.#bytes = 0;
  }

  #look(): void {
    this.#isStale = true;
    if (!this.#isReading && this.#run?.isReady) this.#readOn().catch(() => undefined); // it tells all who follow
  }

  /** Reads up to the end of the log. */
  async #readOn(): Promise<void> {
    this.#isReading = true;
    try {
      for (let run = this.#run; this.#isStale && run?.isReady; run = this.#run) {
        this.#isStale = false;
        const entries = await this.#parts.read(this.#head, this.#bounds.page);
        if (run !== this.#run)
          this.#isStale = true; // all have left, and others came
        else if (entries.length > 0) this.#take(entries);
      }
    } catch (error) {
      if (isUnavailable(error)) setTimeout(() => this.#look(), READ_AGAIN_MS).unref();
      else for (const follower of this.#followers) follower.end(error);
    } finally {
      this.#isReading = false;
    }
  }

  #take(entries: LogEntry[]): void {
    this.#isStale ||= entries.length >= this.#bounds.page;
    this.#entries.push(...entries);
    this.#head = entries.at(-1)?.position ?? this.#head;
    for (const entry of entries) this.#bytes += bytesOf(entry);
    this.#forgetOldest();
    this.#parts.taken?.(entries);
    for (const follower of this.#followers) {
      follower.notice(entries);
      this.#asleep.add(follower);
    }
    this.#wakeLater();
  }

  /** Some in each turn of the event loop: between them, calls have theirs. */
  #wakeLater(): void {
    if (this.#isWaking || this.#asleep.size === 0) return;
    this.#isWaking = true;
    setImmediate(() => {
      this.#isWaking = false;
      this.#wakeSome();
      this.#wakeLater();
    });
  }

  #wakeSome(): void {
    let woken = 0;
    for (const follower of this.#asleep) {
      this.#asleep.delete(follower);
      follower.wake();
      woken += 1;
      if (woken === WOKEN_AT_ONCE) break;
    }
  }

  #forgetOldest(): void {
    let count = 0;
    while (this.#entries.length - count > this.#bounds.entries || this.#bytes > this.#bounds.bytes) {
      const oldest = this.#entries[count];
      if (!oldest) break;
      this.#bytes -= bytesOf(oldest);
      this.#from = oldest.position;
      count += 1;
    }
    this.#entries.splice(0, count);
  }

  /** What follows a position: from memory, or a page of the database. Empty at the end of the log. */
  #after(position: number): LogEntry[] | Promise<LogEntry[]> {
    if (position < this.#from) return this.#parts.read(position, this.#bounds.page);
    if (position >= this.#head) return [];
    const first = this.#entries.findLastIndex((entry) => entry.position <= position) + 1;
    return this.#entries.slice(first, first + this.#bounds.page);
  }
}
