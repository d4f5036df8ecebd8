import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from './pipelining.ts';
import { hasBody } from './slow-bodies.ts';

export type AdmissionBounds = {
  /** How many calls run at once. */
  running: number;
  /** How long one waits for its turn before it is refused. */
  waitMs: number;
  /** How long calls are begun in one turn of the event loop, before it looks at the network again. */
  turnMs: number;
};

/** What waits for its turn. */
type Work = {
  /** Whoever wanted it has left: it is not begun. */
  hasLeft(): boolean;
  /** @param isLate it waited for too long: it is to be refused */
  begin(isLate: boolean): void;
};

type Waiting = Work & { since: number };

/** `receiving`: it waits for its client, who has sent the head of a request and not all of the body. */
type Running = { since: number; state: 'working' | 'receiving' | 'over' };

/** A body that is not there after this time does not come with its head: its client is slow, or never sends it. */
const RECEIVED_WITHIN_MS = 20;

/** How soon those who wait are looked at again when no call ends. */
const LOOK_AGAIN_MS = 20;

/**
 * Bounds how many calls a server works on. The others wait in the order in which they came; those that wait too long
 * are handed on to be refused, which costs little, so that a server with too much to do goes on doing all that it can.
 * Whoever leaves while waiting costs nothing more. Probes of the server's health never wait.
 *
 * A call has a place among those that run while we work on it. One that waits for its client, to send its body or to
 * read its answer, leaves its place to others: else a hundred slow clients would stop everybody.
 */
export class Admission {
  readonly #handle: Handler;
  readonly #bounds: AdmissionBounds;
  readonly #queue: Waiting[] = [];
  readonly #late = new WeakSet<IncomingMessage>();
  /** Those whose body was not all there when they began, the oldest first. */
  readonly #incomplete = new Map<IncomingMessage, Running>();
  #running = 0;
  #turnSince: number | undefined;
  #willPump = false;
  #nextLook: NodeJS.Timeout | undefined;

  constructor(handle: Handler, bounds: AdmissionBounds) {
    this.#handle = handle;
    this.#bounds = bounds;
  }

  /** Whether a request has waited for too long: it is to be refused. */
  isLate(request: IncomingMessage): boolean {
    return this.#late.has(request);
  }

  load(): { running: number; waiting: number } {
    return { running: this.#running, waiting: this.#queue.length };
  }

  readonly admit: Handler = (request, response) => {
    if (isProbe(request)) {
      this.#handle(request, response);
      return;
    }
    this.#take({
      hasLeft: () => request.socket.destroyed,
      begin: (isLate) => {
        if (isLate) this.#late.add(request);
        this.#run(request, response);
      },
    });
  };

  /**
   * Does the work of a call that came in another way than as a request, when it is its turn. For whom it is not
   * done any more (`hasLeft`), it never settles.
   */
  work<T>(hasLeft: Work['hasLeft'], work: (isLate: boolean) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#take({
        hasLeft,
        begin: (isLate) => {
          this.#running += 1;
          work(isLate)
            .finally(() => this.#leavePlace())
            .then(resolve, reject);
        },
      });
    });
  }

  #take(work: Work): void {
    if (this.#queue.length === 0 && this.#running < this.#bounds.running && !this.#isTurnSpent()) {
      work.begin(false);
    } else {
      this.#queue.push({ ...work, since: performance.now() });
      this.#pumpSoon();
    }
  }

  #run(request: IncomingMessage, response: ServerResponse): void {
    const call: Running = { since: performance.now(), state: 'working' };
    this.#running += 1;
    // The answer is given, and only to be read: Node tells of that before it tells of `finish`.
    const end = () => this.#end(request, call);
    response.once('prefinish', end).once('close', end);
    response.once('pipe', end); // a stream goes on as fast as its client reads
    if (hasBody(request) && !request.complete) this.#receive(request, call);
    this.#handle(request, response);
  }

  #end(request: IncomingMessage, call: Running): void {
    if (call.state === 'working') this.#leavePlace();
    call.state = 'over';
    this.#incomplete.delete(request);
  }

  #receive(request: IncomingMessage, call: Running): void {
    this.#incomplete.set(request, call);
    request.once('end', () => {
      this.#incomplete.delete(request);
      if (call.state !== 'receiving') return;
      call.state = 'working';
      this.#running += 1;
    });
  }

  #leavePlace(): void {
    this.#running -= 1;
    if (this.#queue.length > 0) this.#pumpSoon();
  }

  /** Takes their places from calls whose clients are slow to send. */
  #isFull(now: number): boolean {
    if (this.#running < this.#bounds.running) return false;
    for (const [request, call] of this.#incomplete) {
      if (now - call.since < RECEIVED_WITHIN_MS) break;
      this.#incomplete.delete(request);
      if (request.complete) continue; // it is on its way through us
      call.state = 'receiving';
      this.#running -= 1;
    }
    return this.#running >= this.#bounds.running;
  }

  /** After the event loop has looked at the network, so that whoever waits there stands in the queue. */
  #pumpSoon(): void {
    if (this.#willPump) return;
    this.#willPump = true;
    setImmediate(() => {
      this.#willPump = false;
      this.#pump();
    });
  }

  #pump(): void {
    const now = performance.now();
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const isLate = now - next.since > this.#bounds.waitMs;
      const hasLeft = next.hasLeft();
      if (!hasLeft && !isLate && this.#isFull(now)) {
        this.#lookAgain(); // whichever ends first pumps, too
        return;
      }
      if (this.#isTurnSpent()) {
        this.#pumpSoon();
        return;
      }
      this.#queue.shift();
      if (!hasLeft) next.begin(isLate);
    }
  }

  /** So that whoever waits is refused in time, and slow clients leave their places. */
  #lookAgain(): void {
    this.#nextLook ??= setTimeout(() => {
      this.#nextLook = undefined;
      this.#pump();
    }, LOOK_AGAIN_MS).unref();
  }

  #isTurnSpent(): boolean {
    const now = performance.now();
    if (this.#turnSince !== undefined) return now - this.#turnSince > this.#bounds.turnMs;
    this.#turnSince = now;
    setImmediate(() => {
      this.#turnSince = undefined;
    });
    return false;
  }
}

function isProbe({ url }: IncomingMessage): boolean {
  return url?.startsWith('/health') ?? false;
}
