// Two servers in the same state. Each request goes to both, to one as it is and to the other so that
// tRPC's own adapter answers it; so what they answer has to be the same, after any number of requests.

import { once } from 'node:events';
import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, expect, type onTestFinished } from 'vitest';
import { makeWorld, type Who, type World } from './doors.ts';

export type Sent = {
  method?: string;
  /** Goes out as it stands. */
  path: string;
  as?: Who | 'robot' | 'nonsense';
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

/** Sends what is made for either world, and fails unless both answer the same. */
export type Twins = (make: (world: World) => Sent) => Promise<Same>;

/** To this header the adapter pays no heed, and requests with it are left to the adapter. */
const TO_ADAPTER = { 'trpc-accept': 'application/json' };

/** Of each request or of the way in which a body is sent. */
const NOT_COMPARED = ['date', 'x-process-time', 'content-length', 'transfer-encoding'];

type OnEnd = typeof onTestFinished | typeof afterAll;

/** They end with the tests of the file, or with the one test. */
export async function makeTwins(onEnd: OnEnd = afterAll): Promise<Twins> {
  const agent = new Agent({ keepAlive: true });
  const sides = [openSide({ agent, onEnd }), openSide({ agent, onEnd, extra: TO_ADAPTER })] as const;
  const [direct, adapter] = await Promise.all(sides);
  onEnd(() => agent.destroy());
  return async (make) => {
    const [one, other] = await Promise.all([direct(make), adapter(make)]);
    const { method = 'GET', path } = one.sent;
    expect(one.seen, `${method} ${path} ${one.sent.body ?? ''}`).toEqual(other.seen);
    return { ...one.seen, isDirect: isWhole(one.headers) && !isWhole(other.headers) };
  };
}

/** The adapter always sends in pieces. */
function isWhole(headers: OutgoingHttpHeaders): boolean {
  return headers['content-length'] !== undefined;
}

type Side = { agent: Agent; onEnd: OnEnd; extra?: OutgoingHttpHeaders };

async function openSide({ agent, onEnd, extra = {} }: Side) {
  const world = await makeWorld(onEnd);
  const { token } = await world.users.ada.caller.token.create({ name: 'robot', scopes: ['issues:read'] });
  const { hostname, port } = new URL(await world.server.listen());
  const mask = masking();
  return async (make: (world: World) => Sent) => {
    const sent = make(world);
    const { method = 'GET', path, as = 'anonymous', body } = sent;
    const bearer = as === 'robot' ? token : as === 'nonsense' ? as : as !== 'anonymous' && world.users[as].access_token;
    const headers = {
      'x-request-id': 'the-same',
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...sent.headers,
      ...extra,
    };
    const outgoing = request({ agent, hostname, port, method, path, headers, setHost: !('host' in headers) }).end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const compared = Object.entries(answer.headers).filter(([name]) => !NOT_COMPARED.includes(name));
    const seen = { status: answer.statusCode ?? 0, headers: Object.fromEntries(compared), body: await text(answer) };
    return { sent, headers: answer.headers, seen: JSON.parse(mask(JSON.stringify(seen))) as typeof seen };
  };
}

/** Replaces what is different in every world: ids by the order in which they come up, tokens, cursors, and seconds of the real clock. */
function masking(): (text: string) => string {
  const ids = new Map<string, string>();
  return (text) =>
    text
      .replace(/;t=\d+/g, ';t=SECONDS')
      .replace(/next_cursor\\":\\"[\w-]+/g, 'next_cursor')
      .replace(/"retry-after":"\d+"/g, '"retry-after":"SECONDS"')
      .replace(/eyJ[\w.-]+|dk[a-z]_[\w-]+/g, 'TOKEN')
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
