// Runs on sqlite: it tests what lies above the database.

import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { openTestServer } from '@docket/kit/server';
import { openSocket, UPGRADE } from '@docket/kit/web-socket';
import { expect, onTestFinished, test } from 'vitest';

async function served(settings: Record<string, string> = {}) {
  const lines: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const server = await openTestServer(settings, { logging: { level: 'info', stream } });
  const ada = await server.docket.createUser('ada');
  return { server, ada, url: await server.listen(), lines };
}

function requestText(headers: Record<string, string>, target = '/trpc'): string {
  const lines = Object.entries({ host: 'localhost', ...UPGRADE, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** Status and body of the answer to a request that is refused. */
async function refusal(url: string, headers: Record<string, string>, target?: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(requestText({ ...headers, ...(target && { connection: 'upgrade, close' }) }, target));
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, code: body ? JSON.parse(body).code : undefined };
}

test('a request that opens none is refused in the words of HTTP', async () => {
  const { server, url } = await served();
  const plain = await server.app.inject('/trpc');
  expect([plain.statusCode, plain.headers['upgrade'], plain.json().code]).toEqual([
    426,
    'websocket',
    'upgrade_required',
  ]);
  expect(await refusal(url, { 'sec-websocket-version': '8' })).toMatchObject({ status: 426, code: 'upgrade_required' });
  expect(await refusal(url, { 'sec-websocket-key': 'short' })).toMatchObject({
    status: 400,
    code: 'malformed_request',
  });
  expect(await refusal(url, { host: '' })).toMatchObject({ status: 400 });
  expect((await server.app.inject({ method: 'POST', url: '/trpc' })).headers['allow']).toBe('GET, OPTIONS');
});

test('other addresses, and other protocols, are answered as if nobody asked for an upgrade', async () => {
  const { url } = await served();
  expect(await refusal(url, {}, '/health/live')).toMatchObject({ status: 200 });
  expect(await refusal(url, { upgrade: 'h2c' }, '/trpc')).toMatchObject({ status: 426 });
});

test('it does not open in the midst of an answer', async () => {
  const { url } = await served();
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET /api/v1/issues HTTP/1.1\r\nhost: localhost\r\n\r\n${requestText({})}`);
  expect(await text(socket)).not.toContain('101 Switching');
});

test('pages of other sites open none; those of listed ones and our own do', async () => {
  const { url, ada } = await served({ CORS_ORIGINS: '["https://app.example.org"]' });
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
    expect(await refusal(url, headers as never)).toMatchObject({ status: 403, code: 'cross_site_request' });
  }
  for (const headers of [{ origin: 'https://app.example.org' }, { origin: url }, {}]) {
    const socket = await openSocket(url, { token: ada.access_token, headers: headers as never });
    expect((await socket.ask({ id: 1, path: 'user.me' })).result).toMatchObject({ data: { username: 'ada' } });
  }
});

test('the token is that of the first message, or of the request; without one, nobody calls', async () => {
  const { url, ada } = await served();
  const anonymous = await openSocket(url);
  expect((await anonymous.ask({ id: 1, path: 'user.me' })).error?.data.code).toBe('unauthenticated');
  expect((await anonymous.ask({ id: 2, path: 'user.me' })).error?.data.code).toBe('unauthenticated');
  anonymous.say({ method: 'connectionParams', data: { token: ada.access_token } });
  expect((await anonymous.hear()).error?.data.code).toBe('malformed_request');
  const known = await openSocket(url, { headers: { authorization: `Bearer ${ada.access_token}` } });
  expect((await known.ask({ id: 1, path: 'user.me' })).result).toMatchObject({ data: { username: 'ada' } });
});

test('a token that is not good any more ends the connection, once what runs is answered', async () => {
  const { url, ada } = await served();
  const socket = await openSocket(url, { token: ada.access_token });
  expect((await socket.ask({ id: 1, method: 'subscription', path: 'event.stream' })).result?.type).toBe('started');
  const logout = socket.ask({ id: 2, method: 'mutation', path: 'auth.logout' });
  expect((await socket.ask({ id: 1, path: 'never asked' }).catch(() => undefined))?.error).toBeDefined();
  expect(await logout).toMatchObject({ result: { data: null } });
  expect(await socket.closed).toMatchObject({ code: 3000 });
});

test('when a token expires the client comes back with another', async () => {
  const { server, url } = await served({ ACCESS_TOKEN_EXPIRE_MINUTES: '1' });
  const { access_token: token } = await server.docket
    .caller('anonymous')
    .auth.login({ username: 'ada', password: 'correct horse battery staple' });
  server.docket.clock.advance(58_500);
  const socket = await openSocket(url, { token });
  await socket.ask({ id: 1, method: 'subscription', path: 'event.stream' });
  expect(await socket.closed).toEqual({ code: 3000, reason: 'The token has expired' });
});

test('a call is done once for its key, and told the position of its commit', async () => {
  const { url, ada } = await served();
  const socket = await openSocket(url, { token: ada.access_token });
  const create = {
    method: 'mutation',
    path: 'label.create',
    input: { name: 'once' },
    params: { idempotency_key: 'a' },
  };
  const first = await socket.ask({ id: 1, ...create });
  const again = await socket.ask({ id: 2, ...create });
  expect(again.result).toEqual(first.result);
  expect(first.headers?.['docket-position']).toMatch(/^\w+\.\d+$/);
  expect(again.headers).toEqual({ ...first.headers, 'idempotency-replayed': 'true' });
});

test('a procedure is called as what it is', async () => {
  const { url, ada } = await served();
  const socket = await openSocket(url, { token: ada.access_token });
  for (const [id, method, path] of [
    [1, 'mutation', 'user.me'],
    [2, 'query', 'label.create'],
    [3, 'query', 'event.stream'],
    [4, 'subscription', 'user.me'],
    [5, 'query', 'issue.export'],
    [6, 'query', '__proto__.x'],
  ] as const) {
    expect((await socket.ask({ id, method, path, input: {} })).error?.data.code, path).toBe('route_not_found');
  }
});

test('a stream that is stopped says so, and its place is free for another one', async () => {
  const { server, url, ada } = await served();
  const socket = await openSocket(url, { token: ada.access_token });
  for (let id = 1; id <= 10; id += 1) await socket.ask({ id, method: 'subscription', path: 'event.stream' });
  const refused = await socket.ask({ id: 11, method: 'subscription', path: 'event.stream' });
  expect(refused).toMatchObject({ error: { data: { code: 'unavailable' } }, headers: { 'retry-after': '5' } });
  socket.say({ id: 1, method: 'subscription.stop' });
  expect(await socket.hear()).toEqual({ id: 1, result: { type: 'stopped' } });
  await socket.ask({ id: 12, method: 'subscription', path: 'event.stream' });
  socket.say([
    { id: 2, method: 'subscription.stop' },
    { id: 13, method: 'subscription', params: { path: 'event.stream' } },
    { id: 13, method: 'subscription.stop' }, // while it is opened
  ]);
  socket.close();
  await socket.closed;
  while (server.docket.load().feed.followers > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

test.each([
  [1003, Buffer.from('{}')],
  [1009, 'x'.repeat(1024 * 1024 + 1)],
  [
    1008,
    JSON.stringify(Array.from({ length: 200 }, (_, id) => ({ id, method: 'query', params: { path: 'user.me' } }))),
  ],
])('it is closed with %d for what is too much, or no text', async (code, message) => {
  const { url, ada } = await served();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`);
  onTestFinished(() => socket.close());
  await once(socket, 'open');
  socket.send(JSON.stringify({ method: 'connectionParams', data: { token: ada.access_token } }));
  socket.send(message as string);
  const [event] = (await once(socket, 'close')) as [CloseEvent];
  expect(event.code).toBe(code);
});

test('what is no call counts as one, and who says much of it is not heard any more', async () => {
  const { url } = await served({ RATE_LIMIT_READS: '5' });
  const socket = await openSocket(url);
  for (const text of ['{', '{}', 'null', '[[]]', '{"id":null,"method":"query","params":{"path":"a"}}'])
    socket.say(text);
  expect((await socket.hear()).error?.data.code).toBe('malformed_request');
  expect(await socket.closed).toMatchObject({ code: 1008 });
  const pinging = await served();
  const other = await openSocket(pinging.url, { token: pinging.ada.access_token });
  for (let at = 0; at < 200; at += 1) other.say('PING');
  expect(await other.closed).toMatchObject({ code: 1008 });
});

test('a user has twenty connections, and the next one is told why there is none', async () => {
  const { url, ada } = await served();
  const open = () => openSocket(url, { token: ada.access_token });
  const sockets = [];
  for (let at = 0; at < 20; at += 1) sockets.push(await open());
  await Promise.all(sockets.map((socket) => socket.ask({ id: 1, path: 'user.me' })));
  const refused = await open();
  expect((await refused.hear()).error?.data.code).toBe('unavailable');
  expect(await refused.closed).toMatchObject({ code: 1013 });
  sockets[0]?.close();
  for (;;) {
    const next = await open();
    const told = await next.ask({ id: 1, path: 'user.me' }).catch(() => undefined);
    if (told?.result) break;
  }
});

test('calls of one connection run together, and each has its line in the log', async () => {
  const { url, ada, lines } = await served();
  const socket = await openSocket(url, { token: ada.access_token });
  const paths = Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? 'user.me' : 'issue.list'));
  const told = await Promise.all(paths.map((path, id) => socket.ask({ id, path, input: {} })));
  expect(told.every(({ result }) => result)).toBe(true);
  const logged = lines.filter(({ method }) => method === 'WS');
  expect(logged).toHaveLength(30);
  expect(logged[0]).toMatchObject({
    path: '/trpc/user.me',
    status: 200,
    actor: expect.stringMatching(/^user:/),
    address: '127.0.0.1',
  });
  expect(new Set(logged.map(({ request_id }) => request_id)).size).toBe(30);
  expect(lines.find(({ status }) => status === 101)).toMatchObject({ method: 'GET', path: '/trpc' });
});

test('a server that stops answers what runs, and sends all away', async () => {
  const { server, url, ada } = await served();
  const socket = await openSocket(url, { token: ada.access_token });
  await socket.ask({ id: 1, method: 'subscription', path: 'event.stream' });
  const running = socket.ask({ id: 2, path: 'user.me' });
  await running;
  const since = performance.now();
  await server.app.close();
  expect(performance.now() - since).toBeLessThan(1000);
  expect(await socket.closed).toMatchObject({ code: 1001 });
});
