import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from './trpc.ts';

/** What the server says about a call: tRPC's messages, and what stands in the header of an answer over HTTP. */
export type Told = {
  id: number | null;
  result?: { type?: string; id?: string; data?: unknown };
  error?: unknown;
  headers?: Record<string, string>;
};

/** What is asked of the server. */
export type Asked = {
  method: 'query' | 'mutation' | 'subscription';
  path: string;
  input: unknown;
  lastEventId?: string | undefined;
  idempotency_key?: string | undefined;
};

/** Hears what is told about a call; undefined: nothing more, as the connection has ended. */
type Listener = (told: Told | undefined) => void;

/** Without calls it is closed after this time. */
const IDLE_MS = 5000;

/** It asks whether the server is there after so long a silence, and takes it for dead after this one. */
const QUIET_MS = 20_000;
const SILENT_MS = 60_000;

const LOOKED_AT_EVERY_MS = 1000;

/** A WebSocket for the calls of one token. It opens with the first call, and again with the next one after it was closed. */
export class CallSocket {
  readonly #url: string;
  readonly #token: string | null;
  readonly #calls = new Map<number, Listener>();
  #socket: WebSocket | undefined;
  #opening: Promise<WebSocket> | undefined;
  #refusal: Error | undefined;
  #lastId = 0;
  #heardAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param url of the server, over HTTP */
  constructor(url: string, token: string | null) {
    this.#url = `${url.replace(/^http/, 'ws')}/trpc`;
    this.#token = token;
  }

  /**
   * Makes a call, and answers with what leaves it.
   *
   * @throws Error when the server is not reached
   */
  async call({ method, ...params }: Asked, listen: Listener): Promise<() => void> {
    const socket = await this.#opened();
    const id = ++this.#lastId;
    this.#calls.set(id, listen);
    socket.send(JSON.stringify({ id, method, params }));
    return () => {
      const isLeft = this.#calls.delete(id);
      if (isLeft && method === 'subscription' && socket.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify({ id, method: 'subscription.stop' }));
      }
    };
  }

  /** Why a call that heard nothing has failed. */
  get failure(): Error {
    return this.#refusal ?? new Error('The WebSocket is closed');
  }

  #opened(): Promise<WebSocket> {
    if (this.#socket?.readyState === WebSocket.OPEN) return Promise.resolve(this.#socket);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  #open(): Promise<WebSocket> {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#refusal = undefined;
    socket.onmessage = ({ data }) => this.#hear(String(data));
    return new Promise((resolve, reject) => {
      socket.onopen = () => {
        if (this.#token !== null) {
          socket.send(JSON.stringify({ method: 'connectionParams', data: { token: this.#token } }));
        }
        this.#heardAt = Date.now();
        this.#timer = setInterval(() => this.#look(socket), LOOKED_AT_EVERY_MS);
        resolve(socket);
      };
      socket.onerror = () => reject(new Error('The server cannot be reached over a WebSocket'));
      socket.onclose = () => {
        reject(this.failure);
        this.#closed(socket);
      };
    });
  }

  #hear(text: string): void {
    this.#heardAt = Date.now();
    if (text === 'PONG') return;
    const told = JSON.parse(text) as Told;
    if (told.id === null) {
      this.#refusal = errorIn(told);
      return;
    }
    this.#calls.get(told.id)?.(told);
  }

  #look(socket: WebSocket): void {
    const silent = Date.now() - this.#heardAt;
    const isUsed = this.#calls.size > 0;
    if (isUsed ? silent > SILENT_MS : silent > IDLE_MS) {
      socket.close();
      this.#closed(socket); // a server that is away does not answer the goodbye
    } else if (isUsed && silent > QUIET_MS) socket.send('PING');
  }

  #closed(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    clearInterval(this.#timer);
    this.#socket = undefined;
    const listeners = [...this.#calls.values()];
    this.#calls.clear();
    for (const listen of listeners) listen(undefined);
  }
}

/** The error that the server told, as it comes over HTTP. */
export function errorIn(told: Told): TRPCClientError<AppRouter> {
  return TRPCClientError.from(told as Parameters<typeof TRPCClientError.from>[0], answerMeta(told));
}

/** What goes along with an answer, as links know it from HTTP. */
export function answerMeta({ headers = {} }: Told): { meta: { response: { headers: Headers } } } {
  return { meta: { response: { headers: new Headers(headers) } } };
}
