// Runs on sqlite: it tests what lies above the database.

// T1, T35, C7: bodies that are too long, and bodies of callers who may not send any, at every address that takes one.

import { serveTargetForTest } from '@docket/kit/served-target';
import { from, logIn, processorTime, send, sendRaw, startServer, type Target } from '@docket/kit/target';
import { isMutation, isRpc, listProcedures } from '@docket/router';
import { describe, expect, test } from 'vitest';
import { newAddress } from './limited-server.ts';
import { FORM_TYPE, listOperations, makeScene, type Operation, routeTo } from './operations.ts';

const KB = 1024;
const server = await startServer();
const operations = (await listOperations(server)).filter(({ method }) => method !== 'GET');
const scene = await makeScene(server);
const uploads = operations.filter(({ kind }) => kind === 'upload'); // how much of files is taken is in uploads.test.ts
const mutations = listProcedures().filter((one) => isMutation(one) && isRpc(one));

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

/** Both ways to read a call over tRPC: ours, and that of the adapter, which this header leads to. */
const WAYS = [{}, { 'trpc-accept': JSON_TYPE }];

/** Without `token`, it is the admin who sends. */
type Raw = {
  target?: Pick<Target, 'url'>;
  token?: string | null;
  type?: string;
  headers?: Record<string, string>;
  body?: string;
};

/** The status of the answer to what is sent, which may be the beginning of a body alone. */
async function statusOf(
  route: string,
  { target = server, token, type = JSON_TYPE, headers = {}, body = '' }: Raw,
): Promise<number> {
  // Some calls end the session of their token.
  const bearer = token === undefined ? (await logIn(server, 'root')).access_token : token;
  const fields = { host: 'docket', connection: 'close', 'content-type': type, ...headers };
  const all = { ...fields, ...(bearer !== null && { authorization: `Bearer ${bearer}` }) };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const answer = await sendRaw(target, `${route} HTTP/1.1\r\n${head.join('')}\r\n${body}`);
  return Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]);
}

const announced = (bytes: number) => ({ 'content-length': String(bytes) });

/** No more of it comes: nobody is to wait for the rest. */
function chunked(bytes: number): Pick<Raw, 'headers' | 'body'> {
  return { headers: { 'transfer-encoding': 'chunked' }, body: `${bytes.toString(16)}\r\n${' '.repeat(bytes)}\r\n` };
}

/** JSON of so many bytes. */
function whole(bytes: number): Pick<Raw, 'headers' | 'body'> {
  return { headers: announced(bytes), body: `${' '.repeat(bytes - 5)}"any"` };
}

function typeOf(operation: Operation): string {
  return uploads.includes(operation) ? FORM_TYPE : JSON_TYPE;
}

function limitOf({ procedure }: Pick<Operation, 'procedure'>): number {
  return mutations.find(({ name }) => name === procedure)?.maxBodyBytes ?? 0;
}

test('each operation says how much it takes: 16 KB about accounts, 1 MB of an import, and else 128 KB', () => {
  const sizes = new Map(operations.map(({ id, maxBodyBytes = 0 }) => [id, maxBodyBytes / KB]));
  for (const operation of operations.filter(({ fields }) => fields)) {
    expect(operation.maxBodyBytes, operation.id).toBe(limitOf(operation));
  }
  expect(['login', 'createUser', 'updateUser'].map((id) => sizes.get(id))).toEqual([16, 16, 16]);
  expect(['createIssue', 'createComment', 'createLabel'].map((id) => sizes.get(id))).toEqual([128, 128, 128]);
  expect([...sizes].flatMap(([id, size]) => (size > 128 ? [[id, size]] : []))).toEqual([['importIssues', 1024]]);
});

describe('a body that is longer than an address takes', () => {
  test.each(operations.filter((one) => !uploads.includes(one)))(
    'is refused before it is there: $method $path',
    async (operation) => {
      const [most, route] = [limitOf(operation), routeTo(operation, scene)];
      for (const type of operation.contentTypes.includes(FORM) ? [JSON_TYPE, FORM] : [JSON_TYPE]) {
        expect(await statusOf(route, { type, headers: announced(most + 1) })).toBe(413);
        expect(await statusOf(route, { type, ...chunked(most + 1) })).toBe(413);
      }
      expect([413, 500]).not.toContain(await statusOf(route, whole(most)));
    },
  );

  test.each(mutations)('is refused before it is there: $name over tRPC', async ({ name, maxBodyBytes: most }) => {
    for (const way of WAYS) {
      const statusOfBody = ({ headers, body = '' }: Raw) =>
        statusOf(`POST /trpc/${name}`, { headers: { ...way, ...headers }, body });
      expect(await statusOfBody({ headers: announced(most + 1) })).toBe(413);
      expect(await statusOfBody(chunked(most + 1))).toBe(413);
      expect([413, 500]).not.toContain(await statusOfBody(whole(most)));
    }
  });

  test('in a batch is one that is longer than its calls may need together', async () => {
    const two = 'POST /trpc/label.create,user.update?batch=1';
    const ten = `POST /trpc/${Array(10).fill('archive.import')}?batch=1`;
    const most = (128 + 16) * KB;
    for (const way of WAYS) {
      expect(await statusOf(two, { headers: { ...way, ...announced(most + 1) } })).toBe(413);
      const body = `{}${' '.repeat(most - 2)}`;
      expect(await statusOf(two, { headers: { ...way, ...announced(most) }, body })).toBe(422);
      expect(await statusOf(ten, { headers: { ...way, ...announced(1024 * KB + 1) } })).toBe(413);
    }
  });

  test('says how much it may be', async () => {
    for (const route of ['POST /token', 'POST /trpc/auth.login']) {
      const { text } = await send(server, route, { body: ' '.repeat(16 * KB + 1) });
      expect(text).toContain('Send at most 16 KB here');
    }
  });
});

describe('of a caller who may not', () => {
  const closed = operations.filter(({ isPublic }) => !isPublic);
  const others = mutations.filter(({ audience }) => audience !== 'public');

  test.each(closed)('no body is read: $method $path', async (operation) => {
    for (const token of [null, 'x']) {
      expect(await statusOf(routeTo(operation, scene), { token, type: typeOf(operation), headers: announced(9) })).toBe(
        401,
      );
    }
  });

  test.each(others)('no body is read: $name over tRPC', async ({ name }) => {
    for (const way of WAYS) {
      for (const path of [name, `${name},${name}?batch=1`, name.replace('.', '%252E')]) {
        const headers = { ...way, ...announced(9) };
        expect(await statusOf(`POST /trpc/${path}`, { token: null, headers }), path).toBe(401);
      }
    }
  });

  test('no body is read once the limit of calls is used up', async () => {
    const target = await serveTargetForTest({ TRUSTED_PROXIES: '["loopback"]', RATE_LIMIT_WRITES: '1' });
    const routes = [
      ...operations.map((operation) => [routeTo(operation, scene), typeOf(operation)] as const),
      ...mutations.flatMap(({ name }) =>
        [name, name.replace('.', '%252E')].map((path) => [`POST /trpc/${path}`, JSON_TYPE] as const),
      ),
    ];
    for (const [route, type] of routes) {
      const { headers = {} } = from(newAddress());
      const sent = { target, token: null, type, headers: { ...headers, ...announced(9) } };
      await statusOf(route, { ...sent, body: '"nothing"' });
      expect(await statusOf(route, sent), route).toBe(429);
    }
  });

  test('a batch has only what the others need, and each call its own answer', async () => {
    const path = 'POST /trpc/auth.login,archive.import?batch=1';
    for (const headers of WAYS) {
      expect(await statusOf(path, { token: null, headers: { ...headers, ...announced(16 * KB + 1) } })).toBe(413);
      const { status, json } = await send<Refused[]>(server, path, { json: {}, headers });
      expect([status, json.map(({ error }) => error.data.code)]).toEqual([
        207,
        ['validation_failed', 'unauthenticated'],
      ]);
    }
  });
});

type Refused = { error: { data: { code: string } } };

test('C7: a body of 1 MB with 90,000 keys costs next to nothing, at whichever address', async () => {
  const keys = Array.from({ length: 90_000 }, (_, at) => `k${at}`);
  const json = JSON.stringify(Object.fromEntries(keys.map((key) => [key, 'abc'])));
  const form = keys.map((key) => `${key}=abc`).join('&');
  const ways: [route: string, type: string, body: string][] = [
    ['POST /token', JSON_TYPE, json],
    ['POST /token', FORM, form],
    ['POST /api/v1/auth/login', JSON_TYPE, json],
    ['POST /trpc/auth.login', JSON_TYPE, json],
  ];
  for (const [route, type, body] of ways) {
    const before = processorTime(server);
    const times = 20;
    for (let count = 0; count < times; count += 1) await send(server, route, { type, body }).catch(() => undefined); // or cut
    const each = (processorTime(server) - before) / times;
    // Under a millisecond on a quiet machine; to parse it takes a hundred times as long. It is NaN where it cannot be known.
    expect(each > 10, `${route}: ${each} ms`).toBe(false);
  }
});
