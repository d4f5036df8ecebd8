import { isAbort, jsonOf, type StreamWatch, type WatchStreams } from '@docket/rest';
import type { Stream } from '@docket/router';
import type { Line } from './line.ts';
import { type Asked, type FeedFrames, framesOf } from './messages.ts';

/** How a feed ended: all was told, its reader is to come back, or it failed. */
export type FeedEnd = { state: 'over' } | { state: 'to come back' } | { state: 'failed'; error: unknown };

/** A stream that is sent over a WebSocket, as fast as its reader takes it. */
export class SocketFeed {
  readonly #stream: Stream;
  readonly #frames: FeedFrames;
  readonly #line: Line;
  readonly #watch: StreamWatch | undefined;
  #isLeft = false;
  #isWaiting = false;
  #told: string;

  constructor(
    { id, path }: Pick<Asked, 'id' | 'path'>,
    stream: Stream,
    { line, watch }: { line: Line; watch: WatchStreams },
  ) {
    this.#watch = watch?.({ procedure: path, door: 'websocket', isBehind: () => !this.#isWaiting });
    this.#stream = stream;
    this.#frames = framesOf(id);
    this.#line = line;
    this.#told = stream.cursor;
  }

  /** Sends until it ends. Where it was left, nothing is said of that. */
  async run(): Promise<FeedEnd> {
    try {
      await this.#line.send(this.#frames.started(this.#told));
      for (let next = await this.#next(); !next.done; next = await this.#next()) {
        const { id } = next.value;
        this.#told = id;
        this.#watch?.sent();
        await this.#line.send(this.#frames.message(id, jsonOf(next.value)));
      }
      this.#watch?.ended(this.#isLeft ? 'left' : 'over');
      return { state: 'over' };
    } catch (error) {
      const isToComeBack = isAbort(error);
      this.#watch?.ended(isToComeBack ? 'sent away' : 'refused');
      return isToComeBack ? { state: 'to come back' } : { state: 'failed', error };
    }
  }

  async #next() {
    this.#isWaiting = true;
    try {
      return await this.#stream.next();
    } finally {
      this.#isWaiting = false;
    }
  }

  get stoppedText(): string {
    return this.#frames.stopped;
  }

  /** Says up to where its reader has everything, if that is news: who comes back after hours of silence reads none of them again. */
  tellPlace(): void {
    const { cursor } = this.#stream;
    if (!this.#isWaiting || this.#isLeft || cursor === this.#told) return;
    this.#told = cursor;
    void this.#line.send(this.#frames.place(cursor));
  }

  leave(): void {
    this.#isLeft = true;
    this.#stream.return?.().catch(() => undefined);
  }
}
