// Readers of the stream of events that are cut off, and come back.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createDocketClient, follow } from '@docket/client';
import { send, type Target } from '@docket/kit/target';
import { onTestFinished } from 'vitest';

/** What a reader has got: the positions of events, in their order. */
export type Reader = { got: string[]; cuts: number; done: Promise<void> };

type Reading = {
  /** Where the next connection goes. */
  next(): Pick<Target, 'url'>;
  token: string;
  /** Where it begins. */
  cursor: string;
};

/** What the last event is about. */
export const LAST = 'the end';

type Event = { position: string; subject: { name: string | null } };

/** After how many bytes a connection is cut, at random: within a message as often as between two. */
const someBytes = () => 100 + Math.floor(Math.random() * 3900);

/** `fetch`, of which each stream is cut after some bytes. */
function cutting(reader: Pick<Reader, 'cuts'>, next: Reading['next']): typeof fetch {
  return async (input, init) => {
    const { pathname, search } = new URL(String(input));
    const leaving = new AbortController();
    const signals = [leaving.signal, ...(init?.signal ? [init.signal] : [])];
    const response = await fetch(next().url + pathname + search, { ...init, signal: AbortSignal.any(signals) });
    if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
    let left = someBytes();
    const body = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk.subarray(0, left));
          left -= chunk.length;
          if (left > 0) return;
          reader.cuts += 1;
          controller.error(new Error('cut'));
          leaving.abort();
        },
      }),
    );
    return new Response(body, response);
  };
}

/** Over REST, as a program in any language would. */
export function readRest(reading: Reading): Reader {
  const reader: Reader = { got: [], cuts: 0, done: Promise.resolve() };
  reader.done = readOn(reader, reading);
  return reader;
}

async function readOn(reader: Reader, { next, token, cursor }: Reading): Promise<void> {
  const fetchCut = cutting(reader, next);
  let place = cursor;
  for (;;) {
    try {
      const headers = { authorization: `Bearer ${token}`, 'last-event-id': place };
      const { body } = await fetchCut('http://server/api/v1/events/stream', { headers });
      for await (const { id, event } of messagesOf(body ?? new Blob().stream())) {
        place = id;
        if (event) reader.got.push(event.position);
        if (event?.subject.name === LAST) return;
      }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20)); // the server may be about to start
    }
  }
}

/** What has come whole. */
async function* messagesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const messages = (text + chunk).split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const [, id, data] = /^id: (.*)(?:\ndata: (.*))?$/m.exec(message) ?? [];
      if (id !== undefined) yield { id, event: data === undefined ? undefined : (JSON.parse(data) as Event) };
    }
  }
}

/** With the typed client. */
export function readClient(reading: Reading): Reader {
  const { next, token, cursor } = reading;
  const reader: Reader = { got: [], cuts: 0, done: Promise.resolve() };
  const fetchCut = cutting(reader, next);
  const docket = createDocketClient({ url: 'http://server', token, fetch: (url, init) => fetchCut(url, init) });
  reader.done = readAll(reader, follow(docket.event.stream.subscribe, { cursor }));
  return reader;
}

async function readAll(reader: Reader, stream: ReturnType<typeof follow<unknown, Pick<Event, 'subject'>>>) {
  for await (const { id, data } of stream) {
    reader.got.push(id);
    if (data.subject.name === LAST) return;
  }
}

/** With the typed client, over a WebSocket. */
export async function readSocket(reading: Reading): Promise<Reader> {
  const { next, token, cursor } = reading;
  const reader: Reader = { got: [], cuts: 0, done: Promise.resolve() };
  const url = await cuttingProxy(reader, next);
  const docket = createDocketClient({ url, token, transport: 'websocket' });
  reader.done = readAll(reader, follow(docket.event.stream.subscribe, { cursor }));
  return reader;
}

/** Passes each connection on to the next server, and cuts it after some bytes of what comes back. */
async function cuttingProxy(reader: Pick<Reader, 'cuts'>, next: Reading['next']): Promise<string> {
  const proxy = createServer((client) => {
    const { hostname, port } = new URL(next().url);
    const server = connect(Number(port), hostname);
    let left = 200 + someBytes(); // the answer to the request that opens it, too
    const end = () => [client, server].map((one) => one.destroy());
    for (const one of [client, server]) one.on('error', () => undefined).once('close', end);
    client.on('data', (data) => server.write(data));
    server.on('data', (data: Buffer) => {
      client.write(data.subarray(0, left));
      left -= data.length;
      if (left > 0) return;
      reader.cuts += 1;
      end();
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void proxy.close());
  await once(proxy, 'listening');
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

/** All events that are listed after a position, the oldest first. */
export async function listedAfter(target: Pick<Target, 'url'>, token: string, cursor: string): Promise<string[]> {
  const positions: string[] = [];
  for (let after: string | null = cursor; after !== null; ) {
    type Page = { items: { position: string }[]; next_cursor: string | null };
    const route: string = `GET /api/v1/events?sort=position-asc&size=100&cursor=${after}`;
    const page: Page = (await send<Page>(target, route, { token })).json;
    positions.push(...page.items.map(({ position }) => position));
    after = page.next_cursor;
  }
  return positions;
}
