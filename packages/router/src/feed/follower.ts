import type { LogEntry } from './log-entry.ts';

/** Is told of new events, and who follows. */
export type Noticed = (entries: readonly LogEntry[], follower: Follower) => void;

type FollowerParts = {
  /** What follows a position; empty at the end of the log. */
  read(position: number): LogEntry[] | Promise<LogEntry[]>;
  noticed: Noticed | undefined;
  ended(): void;
};

/** Somebody who follows the log: a place in it. */
export class Follower {
  #position: number;
  readonly #parts: FollowerParts;
  #end: { error: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** @param after it is given the events after this position */
  constructor(after: number, parts: FollowerParts) {
    this.#position = after;
    this.#parts = parts;
  }

  /**
   * The next events, in the order of the log: some, as soon as there are any. One call at a time.
   *
   * @throws what it was ended with
   */
  async next(): Promise<LogEntry[]> {
    for (;;) {
      this.throwIfEnded();
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve; // before it reads: what comes meanwhile is not missed
      });
      const entries = await this.#parts.read(this.#position);
      this.throwIfEnded();
      const last = entries.at(-1);
      if (last) {
        this.#position = last.position;
        return entries;
      }
      await woken;
    }
  }

  /** @throws what it was ended with */
  throwIfEnded(): void {
    if (this.#end) throw this.#end.error;
  }

  /** There are new events. */
  notice(entries: readonly LogEntry[]): void {
    this.#parts.noticed?.(entries, this);
  }

  /** It reads on, where it waits for new events. */
  wake(): void {
    this.#wake?.();
  }

  /**
   * Nothing more is given, and who waits is told at once.
   *
   * @param error what is thrown; an AbortError where nothing is wrong
   */
  end(error: unknown = new DOMException('The stream has ended', 'AbortError')): void {
    if (this.#end) return;
    this.#end = { error };
    this.#wake?.();
    this.#parts.ended();
  }
}
