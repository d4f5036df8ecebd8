import { TRPCClientError } from '@trpc/client';
import { type ServerEvent, serverEvents } from './server-events.ts';
import type { Server } from './transport.ts';
import type { AppRouter } from './trpc.ts';

/** What a stream says: a message, up to where all was told, or why it ends. */
export type FeedEvent =
  | { kind: 'message'; id: string; data: unknown }
  | { kind: 'place'; id: string }
  | { kind: 'failed'; error: Error };

/** A stream that is open. It reads until the server says that it is over, or the connection ends. */
export type OpenFeed = { read(tell: (event: FeedEvent) => void): Promise<'over' | 'cut'> };

export type Opening = {
  path: string;
  input: unknown;
  token: string | null;
  /** After which message it goes on. */
  lastId: string | undefined;
  signal: AbortSignal;
};

/** A server says something every 20 seconds: a connection that is silent for so long is dead. */
const SILENT_MS = 60_000;

/** Opens a stream as server-sent events. @throws DocketError what the server refused it with */
export async function openHttpFeed(server: Server, { path, input, token, lastId, signal }: Opening): Promise<OpenFeed> {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const headers = {
    accept: 'text/event-stream',
    ...(lastId !== undefined && { 'last-event-id': lastId }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
  const silence = new AbortController();
  const init = { headers, signal: AbortSignal.any([signal, silence.signal]) };
  const response = await (server.fetch ?? globalThis.fetch)(`${server.url}/trpc/${path}${query}`, init);
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (!response.ok || !isStream) throw await refusalOf(response);
  return { read: (tell) => readEvents(response.body ?? new Blob([]).stream(), { silence, tell }) };
}

async function refusalOf(response: Response): Promise<Error> {
  const meta = { response };
  const body = (await response.json().catch(() => undefined)) as { error?: unknown } | undefined;
  if (!body?.error) return new TRPCClientError<AppRouter>(`HTTP ${response.status}`, { meta });
  return TRPCClientError.from(body as Parameters<typeof TRPCClientError.from>[0], { meta });
}

type Reading = { silence: AbortController; tell(event: FeedEvent): void };

async function readEvents(body: ReadableStream<Uint8Array>, { silence, tell }: Reading): Promise<'over' | 'cut'> {
  const listen = () => setTimeout(() => silence.abort(), SILENT_MS);
  let timer = listen();
  try {
    for await (const event of serverEvents(body)) {
      clearTimeout(timer);
      timer = listen();
      if (event.type === 'return') return 'over';
      tell(feedEvent(event));
    }
    return 'cut';
  } finally {
    clearTimeout(timer);
  }
}

function feedEvent({ type, data, id }: ServerEvent): FeedEvent {
  if (type === 'message') return { kind: 'message', id, data: JSON.parse(data) };
  if (type !== 'serialized-error') return { kind: 'place', id };
  return { kind: 'failed', error: TRPCClientError.from({ error: JSON.parse(data) }) };
}
