import { type OperationLink, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { isDocketError } from './errors.ts';
import type { WithToken } from './rest.ts';
import { retryDelay } from './retry.ts';
import { type ServerEvent, serverEvents } from './server-events.ts';
import type { Server } from './transport.ts';
import type { AppRouter } from './trpc.ts';

/** How long a connection waits before it is made again: the first time, and at most. */
const WAIT_MS = { first: 250, longest: 10_000 };

/** A server says something every 20 seconds: a connection that is silent for so long is dead. */
const SILENT_MS = 60_000;

type Call = Parameters<OperationLink<AppRouter>>[0];

/** What tRPC's client takes of a subscription. */
type Told = { result: { type: 'started' } | { id: string; data: unknown } };

type Observer = { next(told: Told): void; complete(): void };

/**
 * Follows feeds, over as many connections as it takes: each goes on where the last one was cut, with the tokens that the
 * session has by then. It ends when the server says that it is over, or refuses it for good.
 */
export function subscriptionLink(server: Server, withToken: WithToken): TRPCLink<AppRouter> {
  return () => (call) => {
    if (call.op.type !== 'subscription') return call.next(call.op);
    return observable((observer) => {
      const leaving = new AbortController();
      follow({ server, withToken, call, observer, signal: leaving.signal }).catch((error: Error) => {
        if (!leaving.signal.aborted) observer.error(TRPCClientError.from(error));
      });
      return () => leaving.abort();
    });
  };
}

type Following = { server: Server; withToken: WithToken; call: Call; observer: Observer; signal: AbortSignal };

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
async function connect(following: Following, place: Place): Promise<'over' | 'cut'> {
  const { observer, signal, withToken } = following;
  const silence = new AbortController();
  const either = AbortSignal.any([signal, silence.signal]);
  const response = await withToken((token) => open(following, { token, place, signal: either }));
  observer.next({ result: { type: 'started' } });
  let timer = setTimeout(() => silence.abort(), SILENT_MS);
  try {
    for await (const event of serverEvents(response.body ?? new Blob([]).stream())) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENT_MS);
      place.failures = 0;
      if (event.type === 'return') return 'over';
      tell(observer, event);
      place.id = event.id || place.id;
    }
    return 'cut';
  } finally {
    clearTimeout(timer);
  }
}

/** @throws DocketError what the server ended the stream with */
function tell(observer: Observer, { type, data, id }: ServerEvent): void {
  if (type === 'message') observer.next({ result: { id, data: { id, data: JSON.parse(data) } } });
  if (type === 'serialized-error') throw TRPCClientError.from({ error: JSON.parse(data) });
}

type Opening = { token: string | null; place: Place; signal: AbortSignal };

/** @throws DocketError what the server refused it with */
async function open({ server, call: { op } }: Following, { token, place, signal }: Opening): Promise<Response> {
  const input = op.input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(op.input))}`;
  const headers = {
    accept: 'text/event-stream',
    ...(place.id !== undefined && { 'last-event-id': place.id }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
  const response = await (server.fetch ?? globalThis.fetch)(`${server.url}/trpc/${op.path}${input}`, {
    headers,
    signal,
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (response.ok && isStream) return response;
  const meta = { response };
  const body = (await response.json().catch(() => undefined)) as { error?: unknown } | undefined;
  if (!body?.error) throw new TRPCClientError<AppRouter>(`HTTP ${response.status}`, { meta });
  throw TRPCClientError.from(body as Parameters<typeof TRPCClientError.from>[0], { meta });
}

/** Whether it may go on later. Of a session that is over, the next connection is told: it has tried to renew it. */
function passes(error: unknown): boolean {
  if (!isDocketError(error)) return true; // nothing came that Docket has answered
  const { httpStatus, code } = error.data;
  return httpStatus === 429 || httpStatus >= 500 || (code === 'unauthenticated' && !error.meta?.['response']);
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
