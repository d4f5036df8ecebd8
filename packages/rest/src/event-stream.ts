// Streams as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).

import { Readable } from 'node:stream';
import type { Message, Stream } from '@docket/router';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StreamEnd, StreamWatch, WatchedStream, WatchStreams } from './stream-watch.ts';

/** How a door writes what happens in a stream. What is left out is not said. */
export type Frames = {
  opened(cursor: string): string;
  /** Keeps the connection, and says up to where its reader has everything. */
  ping(cursor: string): string;
  message(id: string, json: string): string;
  /** The credentials expire soon: their reader may renew them before. */
  expiring?(at: string): string;
  failed(error: unknown): string;
  /** Nothing will follow, also not for who comes back. */
  over?: string;
};

/** Proxies cut what is silent for a minute, and we what makes no progress for half of one. */
const PING_MS = 20_000;

/** How long before its end a stream says so. */
const EXPIRING_MS = 30_000;

/** A message is the same text for all who see the same. */
const texts = new WeakMap<object, string>();

type Exchange = { request: FastifyRequest; reply: FastifyReply };

type Sent = { procedure: string; frames: Frames };

/** Sends streams, and ends them when the server stops. */
export class StreamDoor {
  readonly #open = new Set<EventFrames>();
  readonly #door: WatchedStream['door'];
  readonly #watch: WatchStreams;
  #isStopping = false;

  constructor(app: FastifyInstance, { door, watch }: { door: WatchedStream['door']; watch: WatchStreams }) {
    this.#door = door;
    this.#watch = watch;
    app.addHook('preClose', async () => {
      this.#isStopping = true;
      for (const frames of this.#open) frames.stop();
    });
  }

  /** Answers with a stream, as fast as its reader takes it, until one of them ends it. */
  send(stream: Stream, { procedure, frames }: Sent, { request, reply }: Exchange): FastifyReply {
    reply.headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no', // nginx hands on what it gets
      connection: 'close', // nothing follows a stream on its connection, which would keep a server from stopping
    });
    if (request.method === 'HEAD') {
      stream.return?.().catch(() => undefined);
      return reply.send(Readable.from([]));
    }
    const sent = new EventFrames(stream, frames);
    sent.watch = this.#watch?.({ procedure, door: this.#door, isBehind: () => sent.isBehind });
    this.#open.add(sent);
    sent.once('close', () => this.#open.delete(sent));
    if (this.#isStopping) sent.stop(); // its call was under way
    return reply.send(sent);
  }
}

/** A stream as text. It takes the next message when the last one was taken from it. */
class EventFrames extends Readable {
  readonly #stream: Stream;
  readonly #frames: Frames;
  readonly #ping: NodeJS.Timeout;
  readonly #expiring: NodeJS.Timeout | undefined;
  #state: 'reading' | 'waiting' | 'stopped' = 'waiting';
  #how: StreamEnd = 'left';
  watch: StreamWatch | undefined;

  constructor(stream: Stream, frames: Frames) {
    super({ highWaterMark: 16 * 1024 });
    this.#stream = stream;
    this.#frames = frames;
    this.push(frames.opened(stream.cursor));
    this.#ping = setInterval(() => this.#say(frames.ping(stream.cursor)), PING_MS).unref();
    const { expires_at } = stream;
    if (expires_at === null || !frames.expiring) return;
    const text = frames.expiring(expires_at);
    const delay = Math.max(0, Date.parse(expires_at) - Date.now() - EXPIRING_MS);
    if (delay < 2 ** 31) this.#expiring = setTimeout(() => this.#say(text), delay).unref();
  }

  /** Whether its reader has not taken what there is. */
  get isBehind(): boolean {
    return this.#state === 'waiting';
  }

  /** Ends it so that its reader comes back. */
  stop(): void {
    this.#how = 'sent away';
    this.#finish();
  }

  #finish(): void {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.push(null);
  }

  override _read(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'reading';
    this.#pump().catch((error: Error) => this.destroy(error));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.#ping);
    clearTimeout(this.#expiring);
    this.#state = 'stopped';
    this.watch?.ended(this.#how);
    this.#stream.return?.().then(() => done(error), done);
  }

  async #pump(): Promise<void> {
    try {
      while (this.#state === 'reading') {
        const next = await this.#stream.next();
        if (this.#state !== 'reading') return;
        if (next.done) this.#end('over', this.#frames.over);
        else this.#tell(next.value);
      }
    } catch (error) {
      if (isAbort(error)) this.#end('sent away', undefined);
      else this.#end('refused', this.#frames.failed(error));
    }
  }

  #tell(message: Message): void {
    this.watch?.sent();
    if (!this.push(this.#frames.message(message.id, jsonOf(message)))) this.#state = 'waiting';
  }

  /** Says what is no message, unless its reader is behind: that would look as if it went on. */
  #say(text: string): void {
    if (this.#state === 'reading' && this.readableLength === 0) this.push(text);
  }

  #end(how: StreamEnd, last: string | undefined): void {
    if (this.#state === 'stopped') return;
    if (last !== undefined) this.push(last);
    this.#how = how;
    this.#finish();
  }
}

/** The JSON of a message. It is made once for all who see the same. */
export function jsonOf({ data }: Message): string {
  const isShared = typeof data === 'object' && data !== null;
  const text = (isShared ? texts.get(data) : undefined) ?? JSON.stringify(data);
  if (isShared) texts.set(data, text);
  return text;
}

/** Whether a stream has ended so that its reader comes back. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Where a reader goes on who comes back: browsers and libraries send the id of the last message. */
export function lastEventId({ headers }: FastifyRequest): { cursor?: string } {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? { cursor: id } : {};
}
