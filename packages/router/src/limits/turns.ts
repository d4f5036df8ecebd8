import { AppError } from '../core/errors.ts';

export type TurnBounds = {
  /** How many requests of one caller run at a time. */
  running: number;
  /** How many more wait; what comes then is refused at once. */
  waiting: number;
  /** How long one waits. */
  waitMs: number;
  /** What there are too many of, in the words of the refusal. */
  what: string;
};

type Caller = { running: number; waiting: (() => void)[] };

/** One request, whose heavy calls share a turn and run one after another in it. */
type Ticket = { turn: Promise<() => void>; last: Promise<unknown>; calls: number };

/**
 * Lets few requests of each caller do heavy work at a time, so that none of them has all connections to the database. A
 * request is refused as a whole, however many calls it is a batch of.
 */
export class Turns {
  readonly #bounds: TurnBounds;
  readonly #callers = new Map<string, Caller>();
  /** Not a WeakMap, which made the collection of garbage twice as dear: a ticket goes with the last call of its request. */
  readonly #tickets = new Map<object, Ticket>();

  constructor(bounds: TurnBounds) {
    this.#bounds = bounds;
  }

  /**
   * Does the work of a call when it is the turn of its request.
   *
   * @throws AppError `unavailable` when too many requests of this caller wait, or this one did for too long
   */
  async run<T>({ caller, request }: { caller: string; request: object }, work: () => Promise<T>): Promise<T> {
    const ticket = this.#tickets.get(request) ?? { turn: this.#take(caller), last: Promise.resolve(), calls: 0 };
    this.#tickets.set(request, ticket);
    ticket.calls += 1;
    const done = Promise.all([ticket.turn, ticket.last]).then(work);
    ticket.last = done.catch(() => undefined); // whoever waits for it is told
    try {
      return await done;
    } finally {
      ticket.calls -= 1;
      if (ticket.calls === 0) await this.#give(request, ticket);
    }
  }

  async #give(request: object, { turn }: Ticket): Promise<void> {
    this.#tickets.delete(request);
    const end = await turn.catch(() => undefined);
    end?.();
  }

  /** Gives what ends the turn. */
  async #take(key: string): Promise<() => void> {
    const caller = this.#callers.get(key) ?? { running: 0, waiting: [] };
    this.#callers.set(key, caller);
    if (caller.running < this.#bounds.running) caller.running += 1;
    else await this.#wait(caller);
    return () => this.#end(key, caller);
  }

  async #wait({ waiting }: Caller): Promise<void> {
    if (waiting.length >= this.#bounds.waiting) throw this.#tooMany();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push(resolve);
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(resolve), 1);
      reject(this.#tooMany());
    }, this.#bounds.waitMs);
    await promise.finally(() => clearTimeout(timer));
  }

  /** Whoever waits takes the place that becomes free. */
  #end(key: string, caller: Caller): void {
    const next = caller.waiting.shift();
    if (next) next();
    else caller.running -= 1;
    if (caller.running === 0) this.#callers.delete(key);
  }

  #tooMany(): AppError {
    return new AppError('unavailable', {
      detail: `Too many of your ${this.#bounds.what} at once: try again in 1 second`,
      retry_after: 1,
    });
  }
}
