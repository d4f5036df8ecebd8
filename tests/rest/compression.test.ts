// Runs on sqlite: it tests what lies above the database.

// A20: long answers to GET are compressed for who takes that, and no answer that holds a token ever is.

import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { openApiDocument } from '@docket/rest/document';
import { afterAll, describe, expect, test } from 'vitest';

const { server, users } = await serveWorld(afterAll);
const token = users.ada.access_token;
for (let at = 0; at < 10; at += 1) {
  await users.ada.caller.issue.create({ title: `Crash ${at}`, description: 'é'.repeat(500) });
}

const asText = (body: Buffer) => body;
const decoders: Record<string, (body: Buffer) => Buffer> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
  identity: asText,
};

async function ask(url: string, coding: string | undefined, method: 'GET' | 'HEAD' = 'GET') {
  const headers = coding === undefined ? {} : { 'accept-encoding': coding };
  const response = await server.app.inject({ method, url, headers: { ...headers, authorization: `Bearer ${token}` } });
  const used = String(response.headers['content-encoding'] ?? 'identity');
  const { rawPayload } = response;
  const text = method === 'HEAD' ? '' : (decoders[used] ?? asText)(rawPayload).toString();
  return { status: response.statusCode, used, headers: response.headers, bytes: rawPayload.length, text };
}

const long = ['/api/v1/issues', '/trpc/issue.list?input=%7B%7D'];

describe.each(long)('%s', (url) => {
  test.each([
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['*', 'zstd'],
    ['zstd;q=0, br;q=0.1, gzip;q=0.9', 'gzip'],
    ['identity', 'identity'],
    ['deflate', 'identity'],
    ['', 'identity'],
    [undefined, 'identity'],
  ])('for a caller that takes "%s" comes as %s', async (accepted, used) => {
    const plain = await ask(url, undefined);
    const answer = await ask(url, accepted);
    expect([answer.status, answer.used]).toEqual([200, used]);
    expect(JSON.parse(answer.text)).toEqual(JSON.parse(plain.text));
    expect(answer.headers.vary).toMatch(/accept-encoding/);
    expect(Number(answer.headers['content-length'])).toBe(answer.bytes);
    expect(answer.bytes < plain.bytes / 3).toBe(used !== 'identity');
  });
});

test('each coding has a strong ETag of its own, and any of them says that the issue is as its caller has it', async () => {
  const url = '/api/v1/issues/3';
  await users.ada.caller.issue.update({ id: '3', description: 'é'.repeat(1500) });
  const codings = ['zstd', 'br', 'gzip', 'identity'];
  const tags = await Promise.all(codings.map(async (coding) => String((await ask(url, coding)).headers.etag)));
  expect(new Set(tags).size).toBe(codings.length);
  for (const [at, tag] of tags.entries()) {
    expect(tag).toMatch(/^"[^"]+"$/);
    const known = { 'if-none-match': tag, 'accept-encoding': codings[(at + 1) % codings.length] };
    const { statusCode, headers, body } = await server.request({ url, token, headers: known });
    expect([statusCode, headers['etag'], body]).toEqual([304, tag, '']);
    expect(headers['vary']).toMatch(/accept-encoding/);
    const edit = { method: 'PATCH', url, token, payload: {}, headers: { 'if-match': tag } } as const;
    expect((await server.request(edit)).statusCode).toBe(200);
  }
});

test('a HEAD says the length of what GET answers', async () => {
  const [get, head] = [await ask('/api/v1/issues', 'gzip'), await ask('/api/v1/issues', 'gzip', 'HEAD')];
  expect([head.used, head.headers['content-length']]).toEqual(['gzip', get.headers['content-length']]);
});

test('a long list goes through a thread, and comes whole', async () => {
  const description = Array.from({ length: 220 }, (_, at) => `line ${at}`).join(' ');
  for (let at = 0; at < 30; at += 1) await users.ada.caller.issue.create({ title: `Long ${at}`, description });
  const { used, text } = await ask('/api/v1/issues?size=100', 'gzip');
  expect(text.length).toBeGreaterThan(64 * 1024);
  expect([used, JSON.parse(text).items.length]).toEqual(['gzip', 42]);
});

test.each(['/health', '/api/v1/labels', '/api/v1/users/me'])('what is short stays as it is: %s', async (url) => {
  expect((await ask(url, 'gzip')).used).toBe('identity');
});

test.each(['/openapi.json', '/docs', '/redoc'])('%s is compressed once for all', async (url) => {
  expect((await ask(url, 'gzip, br')).used).toBe('br');
});

type Node = { $ref?: string; [key: string]: unknown };

/** The fields of a documented answer, however deep, in which a secret could stand. */
function secretFields(node: unknown, schemas: Record<string, unknown>): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { $ref, properties = {}, ...others } = node as Node;
  const named = $ref === undefined ? undefined : schemas[$ref.replace('#/components/schemas/', '')];
  const secrets = Object.keys(properties as object).filter((name) => /token|secret|password/.test(name));
  return [
    ...secrets,
    ...[named, ...Object.values(properties as object), ...Object.values(others)].flatMap((one) =>
      secretFields(one, schemas),
    ),
  ];
}

type Documented = {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema?: unknown }> }>;
};

test('no answer to GET holds a token: only those may be compressed', () => {
  const { paths = {}, components } = openApiDocument({ PROJECT_NAME: 'test', VERSION: '0' });
  const holders = Object.values(paths).flatMap((item) =>
    Object.entries(item as Record<string, Documented>)
      .filter(([, { responses }]) => {
        const { content = {} } = responses['200'] ?? responses['201'] ?? {};
        return Object.values(content).some(({ schema }) => secretFields(schema, components?.schemas ?? {}).length > 0);
      })
      .map(([method, { operationId }]) => `${method} ${operationId}`),
  );
  expect(holders).toEqual(expect.arrayContaining(['post login', 'post refresh', 'post createApiToken']));
  expect(holders.filter((one) => one.startsWith('get'))).toEqual([]);
});

test('an answer that holds a token is not compressed, however long', async () => {
  const headers = { 'accept-encoding': 'gzip, br, zstd' };
  const payload = { username: 'ada', password: TEST_PASSWORD };
  const login = await server.request({ method: 'POST', url: '/api/v1/auth/login', headers, payload });
  expect([login.statusCode, login.headers['content-encoding']]).toEqual([200, undefined]);
  const created = await server.request({
    method: 'POST',
    url: '/api/v1/issues',
    token,
    headers,
    payload: { title: 'Long', description: 'x'.repeat(2000) },
  });
  expect([created.statusCode, created.headers['content-encoding']]).toEqual([201, undefined]);
});
