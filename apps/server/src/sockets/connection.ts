import type { Socket } from 'node:net';
import { AppError, type Stream } from '@docket/router';
import type { WebSocket } from 'ws';
import { CLOSE, type Server } from './conversation.ts';
import { SocketFeed } from './feed.ts';
import { Line } from './line.ts';
import { Liveness } from './liveness.ts';
import { type Asked, type Id, malformed, readMessage } from './messages.ts';

/** How many calls of a connection run at once, and how many wait for that. */
const RUNNING = 10;
const WAITING = 100;

/** How many messages that are no calls a client may send in a second. */
const IDLE_MESSAGES = 100;

/** How long a client may take to say goodbye. */
const GOODBYE_MS = 500;

/** One WebSocket: reads calls, runs some of them at once, and follows streams, until one of both ends it. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #server: Server;
  readonly #liveness: Liveness;
  readonly #line: Line;
  readonly #waiting: Asked[] = [];
  /** Those whose client has stopped them, too: their streams are not begun. */
  readonly #running = new Map<Id, { isStopped: boolean }>();
  readonly #feeds = new Map<Id, SocketFeed>();
  #token: string | undefined;
  #begun: Promise<boolean> | undefined;
  #leave: (() => void) | undefined;
  #leaving: AbortController | undefined;
  #idleMessages = 0;
  #end: { code: number; reason: string } | undefined;

  /** @param token that of the request which opened it; the first message may have another */
  constructor(socket: WebSocket, tcp: Socket, { token, ...server }: Server & { token: string | undefined }) {
    this.#socket = socket;
    this.#server = server;
    this.#token = token;
    this.#liveness = new Liveness(socket, tcp);
    this.#line = new Line(socket, () => this.#pump());
    socket.on('message', (data, isBinary) => this.#hear(data as Buffer, isBinary)); // ws gives Buffers unless told otherwise
    socket.on('error', () => undefined); // it is closed
    socket.once('close', () => this.#closed());
  }

  incompleteBytes(): number {
    return this.#liveness.incompleteBytes();
  }

  /** To be called each second. Answers with why it was cut. */
  look(now: number): 'silent' | 'stalled' | undefined {
    this.#idleMessages = 0;
    const fault = this.#end ? undefined : this.#liveness.look(now);
    if (fault === 'silent') this.end(CLOSE.timeout, 'No message came');
    if (fault === 'stalled') this.cut();
    return fault;
  }

  tellPlaces(): void {
    if (this.#line.isEmpty) for (const feed of this.#feeds.values()) feed.tellPlace();
  }

  /** The server stops: what runs is answered, and clients come back. */
  stop(): void {
    this.end(CLOSE.goingAway, 'The server stops');
  }

  /** Ends its streams, and closes it when the calls that run are answered. */
  end(code: number, reason: string): void {
    if (this.#end) return;
    this.#end = { code, reason };
    this.#waiting.length = 0;
    for (const feed of this.#feeds.values()) feed.leave();
    this.#closeIfDone();
  }

  cut(): void {
    this.#socket.terminate();
  }

  #closeIfDone(): void {
    if (!this.#end || this.#running.size > 0) return;
    const { code, reason } = this.#end;
    this.#socket.resume(); // or it would not hear the goodbye
    this.#socket.close(code, reason);
    setTimeout(() => this.cut(), GOODBYE_MS).unref();
  }

  #closed(): void {
    this.#end ??= { code: CLOSE.goingAway, reason: '' };
    this.#waiting.length = 0;
    for (const feed of this.#feeds.values()) feed.leave();
    this.#leaving?.abort();
    this.#leave?.();
    this.#server.closed();
  }

  #hear(data: Buffer, isBinary: boolean): void {
    this.#liveness.heardMessage();
    if (this.#end) return;
    const text = data.toString();
    if (isBinary) this.end(CLOSE.unsupportedData, 'Send JSON as text');
    else if (text === 'PING' || text === 'PONG') this.#answerPing(text);
    else this.#read(text);
    this.#pump();
  }

  #answerPing(text: string): void {
    this.#countIdle();
    if (text === 'PING') this.#say('PONG');
  }

  #countIdle(): void {
    this.#idleMessages += 1;
    if (this.#idleMessages > IDLE_MESSAGES) this.end(CLOSE.policyViolation, 'Too many messages that are no calls');
  }

  #read(text: string): void {
    try {
      for (const one of [this.#server.parseJson(text)].flat()) if (!this.#end) this.#take(one);
    } catch (error) {
      this.#say(this.#server.refusal(error));
      this.#server.countStray().catch(() => this.end(CLOSE.policyViolation, 'Too many messages that cannot be read'));
    }
  }

  /** @throws AppError `malformed_request` */
  #take(given: unknown): void {
    const message = readMessage(given);
    if (message.kind === 'first') {
      if (this.#begun) throw malformed('The token comes first, once');
      this.#token = message.token ?? this.#token;
    }
    this.#begun ??= this.#begin();
    if (message.kind === 'stop') this.#stop(message.id);
    if (message.kind === 'call') this.#queue(message.asked);
  }

  #begin(): Promise<boolean> {
    return this.#server.begin(this.#token).then(
      (leave) => {
        this.#leave = leave;
        if (this.#end) leave();
        return true;
      },
      (error: unknown) => {
        this.#say(this.#server.refusal(error));
        this.end(CLOSE.tryAgainLater, error instanceof AppError ? error.reason : 'unavailable');
        return false;
      },
    );
  }

  #stop(id: Id): void {
    this.#countIdle();
    this.#feeds.get(id)?.leave();
    const running = this.#running.get(id);
    if (running) running.isStopped = true;
    const at = this.#waiting.findIndex((one) => one.id === id);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  #queue(asked: Asked): void {
    const { id } = asked;
    const isKnown = this.#running.has(id) || this.#feeds.has(id) || this.#waiting.some((one) => one.id === id);
    if (isKnown) throw malformed(`The id ${id} is that of another call`);
    if (this.#waiting.length >= WAITING) this.end(CLOSE.policyViolation, 'Too many calls wait for their answers');
    else this.#waiting.push(asked);
  }

  /** Runs what waits, and reads on where there is room for more. */
  #pump(): void {
    const isFull = () => this.#running.size >= RUNNING || this.#line.isFull;
    for (let next = this.#waiting[0]; next && !isFull(); next = this.#waiting[0]) {
      this.#waiting.shift();
      void this.#run(next);
    }
    if (isFull() && !this.#end) this.#socket.pause();
    else if (this.#socket.isPaused) this.#socket.resume();
  }

  async #run(asked: Asked): Promise<void> {
    const { id } = asked;
    const running = { isStopped: false };
    this.#running.set(id, running);
    const hasBegun = await this.#begun;
    const caller = { token: this.#token, hasLeft: () => this.#line.isClosed, signal: () => this.#signal() };
    const answer = hasBegun ? await this.#server.call(asked, caller) : undefined;
    this.#running.delete(id);
    if (answer && 'stream' in answer) void this.#follow(asked, answer.stream, running);
    else if (answer) this.#say(answer.text);
    if (answer && 'text' in answer && answer.isUnauthenticated) this.#endOfToken();
    this.#pump();
    this.#closeIfDone();
  }

  async #follow(asked: Asked, stream: Stream, { isStopped }: { isStopped: boolean }): Promise<void> {
    const feed = new SocketFeed(asked, stream, { line: this.#line, watch: this.#server.watchStreams });
    if (this.#end || isStopped) return feed.leave();
    this.#feeds.set(asked.id, feed);
    const end = await feed.run();
    this.#feeds.delete(asked.id);
    if (this.#end) return;
    if (end.state === 'to come back') this.end(CLOSE.unauthorized, 'The token has expired');
    else if (end.state === 'over') this.#say(feed.stoppedText);
    else {
      this.#say(this.#server.refusal(end.error, asked));
      if (isUnauthenticated(end.error)) this.#endOfToken();
    }
  }

  /** All that is asked with a token which is not good any more is refused: its client comes back with another. */
  #endOfToken(): void {
    if (this.#token !== undefined) this.end(CLOSE.unauthorized, 'The token is not good any more');
  }

  #say(text: string): void {
    void this.#line.send(text);
  }

  #signal(): AbortSignal {
    this.#leaving ??= new AbortController();
    if (this.#line.isClosed) this.#leaving.abort();
    return this.#leaving.signal;
  }
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof AppError && error.reason === 'unauthenticated';
}
