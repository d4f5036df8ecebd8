import { type OperationLink, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { isDocketError } from './errors.ts';
import type { FeedEvent, OpenFeed, Opening } from './feed.ts';
import type { WithToken } from './rest.ts';
import { mayPass, retryDelay } from './retry.ts';
import type { AppRouter } from './trpc.ts';

/** How long a connection waits before it is made again: the first time, and at most. */
const WAIT_MS = { first: 250, longest: 10_000 };

type Call = Parameters<OperationLink<AppRouter>>[0];

/** What tRPC's client takes of a subscription. */
type Told = { result: { type: 'started' } | { id: string; data: unknown } };

type Observer = { next(told: Told): void; complete(): void };

/** Opens a stream, over whatever it comes. @throws DocketError what the server refused it with */
export type Open = (opening: Opening) => Promise<OpenFeed>;

/**
 * Follows feeds, over as many connections as it takes: each goes on where the last one was cut, with the tokens that the
 * session has by then. It ends when the server says that it is over, or refuses it for good.
 */
export function subscriptionLink(open: Open, withToken: WithToken): TRPCLink<AppRouter> {
  return () => (call) => {
    if (call.op.type !== 'subscription') return call.next(call.op);
    return observable((observer) => {
      const leaving = new AbortController();
      follow({ open, withToken, call, observer, signal: leaving.signal }).catch((error: Error) => {
        if (!leaving.signal.aborted) observer.error(TRPCClientError.from(error));
      });
      return () => leaving.abort();
    });
  };
}

type Following = { open: Open; withToken: WithToken; call: Call; observer: Observer; signal: AbortSignal };

async function follow(following: Following): Promise<void> {
  const { observer, signal } = following;
  const place: Place = { id: undefined, failures: 0 };
  while (!signal.aborted) {
    try {
      if ((await connect(following, place)) === 'over') return observer.complete();
    } catch (error) {
      if (signal.aborted) return;
      if (!passes(error)) throw error;
      place.failures += 1;
      if (isDocketError(error)) await pause(retryDelay(place.failures, error), signal);
    }
    await pause(Math.min(WAIT_MS.first * 2 ** place.failures, WAIT_MS.longest) * (0.5 + Math.random() / 2), signal);
  }
}

/** After which message it goes on, and how often it was in vain since. */
type Place = { id: string | undefined; failures: number };

/** Follows as long as a connection lasts. */
async function connect({ open, withToken, call, observer, signal }: Following, place: Place): Promise<'over' | 'cut'> {
  const { path, input } = call.op;
  const feed = await withToken((token) => open({ path, input, token, lastId: place.id, signal }));
  observer.next({ result: { type: 'started' } });
  return feed.read((event) => {
    place.failures = 0;
    tell(observer, event);
    if (event.kind !== 'failed') place.id = event.id || place.id;
  });
}

/** @throws DocketError what the server ended the stream with */
function tell(observer: Observer, event: FeedEvent): void {
  if (event.kind === 'failed') throw event.error;
  const { id } = event;
  if (event.kind === 'message') observer.next({ result: { id, data: { id, data: event.data } } });
}

/** Whether it may go on later. Of a session that is over, the next connection is told: it has tried to renew it. */
function passes(error: unknown): boolean {
  return mayPass(error) || (isDocketError(error) && error.data.code === 'unauthenticated' && !error.meta?.['response']);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
