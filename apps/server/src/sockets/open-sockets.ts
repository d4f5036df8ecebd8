import type { FastifyInstance } from 'fastify';
import type { Connection } from './connection.ts';

const LOOKED_AT_EVERY_MS = 1000;

/** Proxies cut what is silent for a minute, and who comes back goes on from here. */
const PLACES_TOLD_EVERY_MS = 20_000;

/** How many bytes of messages that are not whole may wait in this process. */
const INCOMPLETE_BYTES = 64 * 1024 * 1024;

/** How long calls under way may take when the server stops. */
const DRAIN_MS = 8000;

/** All WebSockets of a server: it looks after them, and ends them when it stops. */
export class OpenSockets {
  readonly #open = new Set<Connection>();
  #timer: NodeJS.Timeout | undefined;
  #toldAt = performance.now();
  #isStopping = false;
  readonly #cuts = { silent: 0, stalled: 0, incomplete: 0 };

  constructor(app: FastifyInstance) {
    app.addHook('preClose', async () => {
      this.#isStopping = true;
      for (const connection of this.#open) connection.stop();
      setTimeout(() => this.#cutAll(), DRAIN_MS).unref();
    });
  }

  /** How many are open, and how many were cut since the start. */
  load(): { open: number; cuts: Readonly<Record<string, number>> } {
    return { open: this.#open.size, cuts: this.#cuts };
  }

  add(connection: Connection): void {
    this.#open.add(connection);
    if (this.#isStopping) connection.stop();
    this.#timer ??= setInterval(() => this.#look(), LOOKED_AT_EVERY_MS).unref();
  }

  delete(connection: Connection): void {
    this.#open.delete(connection);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    const isTold = now - this.#toldAt > PLACES_TOLD_EVERY_MS;
    if (isTold) this.#toldAt = now;
    let incomplete = 0;
    for (const connection of this.#open) {
      const fault = connection.look(now);
      if (fault) this.#cuts[fault] += 1;
      if (isTold) connection.tellPlaces();
      incomplete += connection.incompleteBytes();
    }
    if (incomplete > INCOMPLETE_BYTES) this.#cutMostIncomplete();
  }

  #cutMostIncomplete(): void {
    const [most] = [...this.#open].toSorted((a, b) => b.incompleteBytes() - a.incompleteBytes());
    most?.cut();
    this.#cuts.incomplete += 1;
  }

  #cutAll(): void {
    for (const connection of this.#open) connection.cut();
  }
}
