import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from './pipelining.ts';

export type AdmissionBounds = {
  /** How many calls run at once. */
  running: number;
  /** How long one waits for its turn before it is refused. */
  waitMs: number;
  /** How long calls are begun in one turn of the event loop, before it looks at the network again. */
  turnMs: number;
};

type Call = { request: IncomingMessage; response: ServerResponse; since: number };

/**
 * Bounds how many calls a server works on. The others wait in the order in which they came; those that wait too long
 * are handed on to be refused, which costs little, so that a server with too much to do goes on doing all that it can.
 * Whoever leaves while waiting costs nothing more. Probes of the server's health never wait.
 */
export class Admission {
  readonly #handle: Handler;
  readonly #bounds: AdmissionBounds;
  readonly #queue: Call[] = [];
  readonly #late = new WeakSet<IncomingMessage>();
  #running = 0;
  #turnSince: number | undefined;
  #willPump = false;

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
    } else if (this.#queue.length === 0 && this.#running < this.#bounds.running && !this.#isTurnSpent()) {
      this.#run(request, response);
    } else {
      this.#queue.push({ request, response, since: performance.now() });
      this.#pumpSoon();
    }
  };

  #run(request: IncomingMessage, response: ServerResponse): void {
    this.#running += 1;
    response.once('close', () => {
      this.#running -= 1;
      if (this.#queue.length > 0) this.#pumpSoon();
    });
    this.#handle(request, response);
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
      const { request, response, since } = next;
      const isLate = now - since > this.#bounds.waitMs;
      const hasLeft = request.socket.destroyed;
      if (!hasLeft && !isLate && this.#running >= this.#bounds.running) return; // whichever ends first pumps again
      if (this.#isTurnSpent()) {
        this.#pumpSoon();
        return;
      }
      this.#queue.shift();
      if (isLate) this.#late.add(request);
      if (!hasLeft) this.#run(request, response);
    }
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
