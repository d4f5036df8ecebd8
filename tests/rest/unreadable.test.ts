// Runs on sqlite: it tests what lies above the database.

// C52, C54, C56: what no address can answer, or Node refuses by itself, comes in our shape, with CORS headers and a line
// in the log.

import { gzipSync } from 'node:zlib';
import { openTestServer } from '@docket/kit/server';
import { sendRaw } from '@docket/kit/target';
import { restBindings } from '@docket/rest';
import { afterAll, describe, expect, test } from 'vitest';

const origin = 'http://localhost:3000';

type Line = { level: number; request_id?: string; status?: number; path?: string; msg: string };

const lines: Line[] = [];
const stream = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
const server = await openTestServer({}, { onEnd: afterAll, logging: { level: 'info', stream } });
const url = await server.listen();

/** Sends a request as it stands, and reads the answer and its line in the log. */
async function ask(head: string) {
  const answer = await sendRaw({ url }, Buffer.from(`${head}\r\n\r\n`, 'latin1'));
  const [first = '', ...fields] = (answer.split('\r\n\r\n', 1)[0] ?? '').split('\r\n');
  const headers = new Headers(fields.map((field) => field.split(/: (.*)/s, 2) as [string, string]));
  const [, status] = /^HTTP\/1\.1 (\d+) /.exec(first) ?? [];
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
  const line = lines.find(({ request_id }) => request_id === headers.get('x-request-id'));
  const { detail, error } = JSON.parse(body) as { detail?: string; error?: { message: string } };
  return { status: Number(status), headers, body, detail: detail ?? error?.message, line };
}

const GET = (target: string, host = 'docket') =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nConnection: close`;

describe.each([
  ['C56: a letter that is not ASCII in the address', GET('/api/v1/issues?label=\xe9'), 400, /%C3%A9/],
  ['the same in UTF-8', GET('/api/v1/issues?label=\xc3\xa9'), 400, /%C3%A9/],
  ['a space in the address', GET('/api/v1/issues?label=a b'), 400, /cannot be read/],
  ['an address that is too long', GET(`/${'x'.repeat(20_000)}`), 431, /16 KB/],
  ['a method that nobody knows', GET('/').replace('GET', 'COOK'), 400, /cannot be read/],
  ['a path that cannot be decoded', GET('/api/v1/issues/%E0%A4%A'), 400, /cannot be read/],
  ['C52: a Host with a user', GET('/trpc/user.me', 'user@host'), 400, /Host/],
  ['C52: a Host that is none', GET('/api/v1/issues', 'a b'), 400, /Host/],
  ['C52: a Host with a path', GET('/health', 'docket/evil'), 400, /Host/],
  ['C52: no Host', GET('/health').replace('Host: docket\r\n', ''), 400, /Host/],
  ['C52: an absolute address with a password', GET('http://ada:c4n4ry@docket/trpc/user.me'), 400, /Host/],
  ['C52: an absolute address without a host', GET('http:///health'), 400, /Host/],
  [
    'a body that is too long',
    `POST /api/v1/auth/login HTTP/1.1\r\nHost: docket\r\nOrigin: ${origin}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 9999999`,
    413,
    /at most 16 KB/,
  ],
])('%s', (_, head, status, detail) => {
  test(`is refused with ${status} in our shape, for a page to read, and logged`, async () => {
    const answer = await ask(head);
    expect(answer.status).toBe(status);
    const type = head.includes('/trpc/') ? 'application/json' : 'application/problem+json';
    expect(answer.headers.get('content-type')).toContain(type);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect(answer.headers.get('vary')).toContain('Origin');
    expect(answer.detail).toMatch(detail);
    expect(answer.line).toMatchObject({ status });
    expect(JSON.stringify(answer)).not.toContain('c4n4ry');
  });
});

test('a page of an origin that is not listed may not read what Node refuses', async () => {
  const { headers } = await ask(GET('/\xe9').replace(origin, 'https://evil.example'));
  expect([headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([null, 'Origin']);
});

test('C52: an absolute address is as good as a path, over both doors, and says itself which host is meant', async () => {
  for (const path of ['/health', '/health?x', '/api/v1/users/me', '/trpc/user.me']) {
    const expected = await ask(GET(path));
    const { status, line } = await ask(GET(`http://docket.example:8000${path}`, 'ignored'));
    expect([status, line?.path]).toEqual([expected.status, path.split('?')[0]]);
  }
});

const gzip = { 'content-encoding': 'gzip', 'content-type': 'application/json' };

describe('C54: a compressed body', () => {
  const payload = gzipSync('{}');
  const withBody = restBindings().filter(({ method }) => method !== 'GET');

  test.each(withBody)('is refused by $method $path', async ({ method, path }) => {
    const response = await server.request({ method, url: path.replace(/\{\w+\}/, '1'), headers: gzip, payload });
    expect([response.statusCode, response.headers['accept-encoding']]).toEqual([415, 'identity']);
    expect(response.json().detail).toMatch(/without Content-Encoding/);
  });

  test('is refused over tRPC', async () => {
    const response = await server.request({ method: 'POST', url: '/trpc/auth.login', headers: gzip, payload });
    expect([response.statusCode, response.headers['accept-encoding']]).toEqual([415, 'identity']);
    expect(response.json().error.message).toMatch(/without Content-Encoding/);
  });

  test('is none when it is called identity', async () => {
    const headers = { ...gzip, 'content-encoding': 'Identity' };
    const response = await server.request({ method: 'POST', url: '/api/v1/auth/login', headers, payload: '{}' });
    expect(response.statusCode).toBe(422);
  });
});
