/** The first message has to be here within this time. */
const FIRST_WITHIN_MS = 10_000;

/** What is begun has to go on within this time: a message that comes, and one that is read. */
const STALLED_MS = 30_000;

/** Proxies cut what is silent for a minute. Who does not answer two of these is gone. */
const PING_MS = 15_000;

/** A control frame of a client without payload (RFC 6455, section 5.2). */
const CONTROL_BYTES = 6;

/** What it reads of a WebSocket of `ws`, and of the connection below. */
type Watched = {
  on(event: 'ping' | 'pong', heard: (payload: Buffer) => void): Watched;
  ping(): void;
  readonly isPaused: boolean;
  readonly bufferedAmount: number;
};
type Connection = { readonly bytesRead: number; readonly bytesWritten: number; readonly writableLength: number };

/** Tells whether a client is still there, and makes progress. */
export class Liveness {
  readonly #socket: Watched;
  readonly #tcp: Connection;
  #heardAt = performance.now();
  #pingedAt = this.#heardAt;
  #hasFirst = false;
  /** Of what was read, the bytes that belong to whole messages. */
  #wholeBytes: number;
  #incompleteSince: number | undefined;
  #written = { bytes: 0, since: this.#heardAt };

  constructor(socket: Watched, tcp: Connection) {
    this.#socket = socket;
    this.#tcp = tcp;
    this.#wholeBytes = tcp.bytesRead;
    const heardControl = (payload: Buffer) => {
      this.#heardAt = performance.now();
      this.#wholeBytes += CONTROL_BYTES + payload.length;
    };
    socket.on('ping', heardControl).on('pong', heardControl);
  }

  heardMessage(): void {
    this.#hasFirst = true;
    this.#heardAt = performance.now();
    this.#wholeBytes = this.#tcp.bytesRead;
    this.#incompleteSince = undefined;
  }

  /** About how many bytes there are of a message that is not whole. */
  incompleteBytes(): number {
    return Math.max(0, this.#tcp.bytesRead - this.#wholeBytes);
  }

  /** Pings a client that is silent. Answers with why one is to be cut. */
  look(now: number): 'silent' | 'stalled' | undefined {
    if (!this.#hasFirst && now - this.#heardAt > FIRST_WITHIN_MS) return 'silent';
    if (this.#isStalled(now)) return 'stalled';
    if (this.#socket.isPaused) this.#heardAt = now; // we do not listen
    if (now - this.#pingedAt < PING_MS) return undefined;
    if (now - this.#heardAt > 2 * PING_MS) return 'stalled';
    this.#pingedAt = now;
    if (this.#socket.bufferedAmount === 0) this.#socket.ping();
    return undefined;
  }

  /** Whether a message does not come on, or what we sent is not read. */
  #isStalled(now: number): boolean {
    if (this.incompleteBytes() === 0 || this.#socket.isPaused) this.#incompleteSince = undefined;
    else this.#incompleteSince ??= now;
    const bytes = this.#tcp.bytesWritten - this.#tcp.writableLength; // the first counts also what waits
    if (this.#socket.bufferedAmount === 0 || bytes > this.#written.bytes) this.#written = { bytes, since: now };
    return now - (this.#incompleteSince ?? now) > STALLED_MS || now - this.#written.since > STALLED_MS;
  }
}
