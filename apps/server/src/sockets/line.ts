import type { WebSocket } from 'ws';

/** While so many bytes wait to be read by a client, its streams wait, and nothing more is read from it. */
const UNSENT_BYTES = 64 * 1024;

/** What is said to a client. */
export class Line {
  readonly #socket: WebSocket;
  readonly #readOn: () => void;

  /** @param readOn is told that a client who was behind has read on */
  constructor(socket: WebSocket, readOn: () => void) {
    this.#socket = socket;
    this.#readOn = readOn;
  }

  get isClosed(): boolean {
    return this.#socket.readyState !== this.#socket.OPEN;
  }

  get isFull(): boolean {
    return this.#socket.bufferedAmount >= UNSENT_BYTES;
  }

  get isEmpty(): boolean {
    return this.#socket.bufferedAmount === 0;
  }

  /** Settles at once while its client reads, else as soon as this is read, or it is closed. */
  async send(text: string): Promise<void> {
    if (this.isClosed) return;
    const sent = Promise.withResolvers<void>();
    this.#socket.send(text, () => sent.resolve()); // also when it is closed before
    if (!this.isFull) return;
    await sent.promise;
    this.#readOn();
  }
}
