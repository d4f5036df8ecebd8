// Two servers in the same state. Each request goes to both, of which one leaves everything to tRPC's own adapter
// (TRPC_DIRECT_PATH=false); so what they answer has to be the same, after any number of requests.

import { once } from 'node:events';
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type RemoteCaller, type ServedWorld, serveWorld } from '@docket/kit/world';
import { afterAll, expect } from 'vitest';

export type Sent = {
  method?: string;
  /** Goes out as it stands. */
  path: string;
  as?: RemoteCaller | 'robot' | 'nonsense';
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
};

type Same = {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
  /** Whether the first of the two answered without the adapter. */
  isDirect: boolean;
};

export type Twins = {
  /** Sends what is made for either world, and fails unless both answer the same. */
  send(make: (world: ServedWorld) => Sent): Promise<Same>;
  /** Puts both worlds back as they were at first. */
  restore(): Promise<void>;
};

/** Of each request or of the way in which a body is sent. */
const NOT_COMPARED = ['date', 'x-process-time', 'content-length', 'transfer-encoding'];

/** They end with the tests of the file. */
export async function makeTwins(): Promise<Twins> {
  const agent = new Agent({ keepAlive: true });
  const [direct, adapter] = await Promise.all([
    openSide(agent, { TRPC_DIRECT_PATH: 'true' }),
    openSide(agent, { TRPC_DIRECT_PATH: 'false' }),
  ]);
  afterAll(() => agent.destroy());
  return {
    async send(make) {
      const [one, other] = await Promise.all([direct.send(make), adapter.send(make)]);
      const { method = 'GET', path } = one.sent;
      expect(one.seen, `${method} ${path} ${one.sent.body ?? ''}`).toEqual(other.seen);
      return { ...one.seen, isDirect: isWhole(one.headers) && !isWhole(other.headers) };
    },
    async restore() {
      await Promise.all([direct.world.restore(), adapter.world.restore()]);
    },
  };
}

/** The adapter always sends in pieces. */
function isWhole(headers: OutgoingHttpHeaders): boolean {
  return headers['content-length'] !== undefined;
}

async function openSide(agent: Agent, settings: Record<string, string>) {
  const world = await serveWorld(afterAll, settings);
  const { token } = await world.users.ada.caller.token.create({ name: 'robot', scopes: ['issues:read'] });
  await world.keep();
  const { hostname, port } = new URL(await world.server.listen());
  const mask = masking();

  async function send(make: (world: ServedWorld) => Sent) {
    const sent = make(world);
    const { method = 'GET', path, as = 'anonymous', body } = sent;
    const bearer = as === 'robot' ? token : as === 'nonsense' ? as : as !== 'anonymous' && world.users[as].access_token;
    const headers = {
      'x-request-id': 'the-same',
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...sent.headers,
    };
    const outgoing = request({ agent, hostname, port, method, path, headers, setHost: !('host' in headers) }).end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const compared = Object.entries(answer.headers).filter(([name]) => !NOT_COMPARED.includes(name));
    const seen = { status: answer.statusCode ?? 0, headers: Object.fromEntries(compared), body: await text(answer) };
    return { sent, headers: answer.headers, seen: JSON.parse(mask(JSON.stringify(seen))) as typeof seen };
  }

  return { world, send };
}

/** Replaces what is different in every world: ids by the order in which they come up, tokens, cursors, and seconds of the real clock. */
function masking(): (text: string) => string {
  const ids = new Map<string, string>();
  return (text) =>
    text
      .replace(/;t=\d+/g, ';t=SECONDS')
      .replace(', accept-encoding"', '"') // the answers of the adapter are not compressed
      // Of calls, a process counts on in memory when the world is put back, and shares its counts by the clock.
      .replace(/(\\"(?:content|read|write)\\";r=)\d+/g, '$1LEFT')
      .replace(/next_cursor\\":\\"[\w-]+/g, 'next_cursor')
      .replace(/"retry-after":"\d+"/g, '"retry-after":"SECONDS"')
      .replace(/eyJ[\w.-]+|dk[a-z]_[\w-]+|whsec_[\w+/=]+/g, 'TOKEN')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
        ids.set(id, ids.get(id) ?? `ID${ids.size}`);
        return String(ids.get(id));
      });
}

/** As tRPC's clients send a call: a query in the address, a mutation in the body. */
export function rpcCall(type: string, procedure: string, input?: unknown): Sent {
  if (type !== 'query') return { method: 'POST', path: `/trpc/${procedure}`, body: JSON.stringify(input ?? {}) };
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return { path: `/trpc/${procedure}${query}` };
}

/** As they send several in one request. */
export function rpcBatch(type: string, calls: [procedure: string, input?: unknown][]): Sent {
  const path = `/trpc/${calls.map(([procedure]) => procedure).join()}?batch=1`;
  const inputs = JSON.stringify(Object.fromEntries(calls.map(([, input], index) => [index, input])));
  if (type === 'query') return { path: `${path}&input=${encodeURIComponent(inputs)}` };
  return { method: 'POST', path, body: inputs };
}
