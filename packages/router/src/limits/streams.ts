import { AppError } from '../core/errors.ts';
import { callerKey, type LimitedCall } from './limit.ts';

export type StreamBounds = {
  /** How many streams a caller may have open. */
  ofCaller: number;
  /** How many there may be in this process. */
  inAll: number;
  /** In the words of the refusal, such as `streams`. */
  what: string;
};

/** Who comes back sooner finds no more room. */
const RETRY_AFTER_SECONDS = 5;

/** Counts what callers keep open. In process there is no limit, and nothing counts. */
export class OpenStreams {
  readonly #bounds: StreamBounds;
  readonly #ofCaller = new Map<string, number>();
  #inAll = 0;

  constructor(bounds: StreamBounds) {
    this.#bounds = bounds;
  }

  get count(): number {
    return this.#inAll;
  }

  /**
   * Takes a place, and answers with what gives it back.
   *
   * @throws AppError `unavailable` when there is none
   */
  take(call: LimitedCall): () => void {
    const caller = callerKey(call);
    if (caller === undefined) return () => undefined;
    const own = this.#ofCaller.get(caller) ?? 0;
    const { ofCaller, inAll, what } = this.#bounds;
    if (own >= ofCaller) throw full(`You have ${own} ${what} open, which is the most: close one`);
    if (this.#inAll >= inAll) throw full(`Too many ${what} are open: try again soon`);
    this.#ofCaller.set(caller, own + 1);
    this.#inAll += 1;
    let isTaken = true;
    return () => {
      if (isTaken) this.#giveBack(caller);
      isTaken = false;
    };
  }

  #giveBack(caller: string): void {
    const left = (this.#ofCaller.get(caller) ?? 0) - 1;
    if (left > 0) this.#ofCaller.set(caller, left);
    else this.#ofCaller.delete(caller);
    this.#inAll -= 1;
  }
}

function full(detail: string): AppError {
  return new AppError('unavailable', { detail, retry_after: RETRY_AFTER_SECONDS });
}
