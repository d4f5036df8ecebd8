import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { FeedEvent, OpenFeed, Opening } from './feed.ts';
import { keyOf } from './repeat-link.ts';
import type { OpenTransport } from './session-link.ts';
import { answerMeta, CallSocket, errorIn, type Told } from './socket.ts';
import type { AppRouter } from './trpc.ts';

/** The WebSockets of a client: each says once who calls, so each token has its own. */
export type Sockets = (token: string | null) => CallSocket;

/** Those without a token, and with the latest: a former one is closed when its calls are answered. */
export function openSockets(url: string): Sockets {
  const anonymous = new CallSocket(url, null);
  let latest: { token: string; socket: CallSocket } | undefined;
  return (token) => {
    if (token === null) return anonymous;
    if (latest?.token !== token) latest = { token, socket: new CallSocket(url, token) };
    return latest.socket;
  };
}

/** Makes calls over WebSockets. What changes the session goes over HTTP, which has cookies. */
export function socketTransport(sockets: Sockets, http: OpenTransport): OpenTransport {
  return (use) => (use.changesSession ? http(use) : callLink(sockets(use.accessToken)));
}

function callLink(socket: CallSocket): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        const { type: method, path, input } = op;
        let leave: (() => void) | undefined;
        let isLeft = false;
        const fail = (error: Error) => observer.error(TRPCClientError.from(error));
        const hear = (told: Told | undefined) => {
          leave?.();
          if (!told) return fail(socket.failure);
          const { meta } = answerMeta(told);
          if (told.error) return observer.error(errorIn(told));
          observer.next({ result: { type: 'data', data: told.result?.data }, context: { ...meta } });
          observer.complete();
        };
        socket.call({ method, path, input, idempotency_key: keyOf(op) || undefined }, hear).then((left) => {
          leave = left;
          if (isLeft) left();
        }, fail);
        return () => {
          isLeft = true;
          leave?.();
        };
      });
}

/** Opens a stream over a WebSocket. @throws DocketError what the server refused it with */
export async function openSocketFeed(
  sockets: Sockets,
  { path, input, token, lastId, signal }: Opening,
): Promise<OpenFeed> {
  const socket = sockets(token);
  const feed = new SocketFeed();
  const leave = await socket.call({ method: 'subscription', path, input, lastEventId: lastId }, feed.hear);
  signal.addEventListener('abort', leave, { once: true });
  feed.onEnd = () => {
    leave();
    signal.removeEventListener('abort', leave);
  };
  if (signal.aborted) feed.onEnd();
  const first = await feed.started;
  if (!first) throw socket.failure;
  if (first.error) throw errorIn(first);
  return feed;
}

/** What is told of a stream until somebody reads it, and from then on. */
class SocketFeed implements OpenFeed {
  readonly #waiting: (Told | undefined)[] = [];
  readonly #first = Promise.withResolvers<Told | undefined>();
  #listen: ((told: Told | undefined) => void) | undefined;
  onEnd: () => void = () => undefined;

  get started(): Promise<Told | undefined> {
    return this.#first.promise;
  }

  readonly hear = (told: Told | undefined): void => {
    this.#first.resolve(told);
    if (!told || told.error || told.result?.type === 'stopped') this.onEnd();
    if (this.#listen) this.#listen(told);
    else this.#waiting.push(told);
  };

  read(tell: (event: FeedEvent) => void): Promise<'over' | 'cut'> {
    return new Promise((resolve, reject) => {
      this.#listen = (told) => {
        if (!told) return resolve('cut');
        if (told.result?.type === 'stopped') return resolve('over');
        try {
          tell(feedEvent(told));
        } catch (error) {
          reject(error);
        }
      };
      for (const told of this.#waiting.splice(0)) this.#listen(told);
    });
  }
}

function feedEvent(told: Told): FeedEvent {
  const { result } = told;
  if (!result) return { kind: 'failed', error: errorIn(told) };
  const id = result.id ?? '';
  if (result.type !== 'data') return { kind: 'place', id };
  return { kind: 'message', id, data: (result.data as { data: unknown }).data };
}
