// Runs on sqlite, and on both with FAULTS=long: it tests what lies above the database.

// T11, T33: streams are bounded, whoever opens them and however they are read, and a server stops at once with all of them.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createTestDatabase } from '@docket/kit/database';
import { openTestServer } from '@docket/kit/server';
import { statusAtExit } from '@docket/kit/server-process';
import { admin, production, residentMemory, send, signUp, startServerForTest, type Target } from '@docket/kit/target';
import { maskedText, openSocket, UPGRADE } from '@docket/kit/web-socket';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../packages/db/src/open.ts';
import { isLong } from '../faults/figures.ts';

const MB = 1024 * 1024;

type Asking = { token: string; path?: string; cursor?: string };

/** A stream of which the head of the answer has come. */
async function open({ url }: Target, { token, path = '/api/v1/events/stream', cursor }: Asking) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const headers = { authorization: `Bearer ${token}`, ...(cursor && { 'last-event-id': cursor }) };
  const response = await fetch(url + path, { headers, signal: leaving.signal });
  return { response, leave: () => leaving.abort() };
}

/** A connection that asks for a stream and never reads of it. */
async function neverRead(
  { url }: Target,
  { token, path = '/api/v1/events/stream', cursor = '' }: Asking,
): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.pause();
  socket.on('error', () => undefined); // it is cut
  await once(socket, 'connect');
  const lines = [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${token}`,
    `Last-Event-ID: ${cursor}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return socket;
}

/** The same over a WebSocket, from its second message on. */
async function neverReadSocket(target: Target, { token, cursor }: Asking): Promise<Socket> {
  const { hostname, port } = new URL(target.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  const headers = { host: 'localhost', authorization: `Bearer ${token}`, ...UPGRADE };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /trpc HTTP/1.1\r\n${lines.join('')}\r\n`);
  await once(socket, 'data');
  socket.pause();
  const params = { path: 'event.stream', input: { cursor } };
  socket.write(maskedText(JSON.stringify({ id: 1, method: 'subscription', params })));
  return socket;
}

test('a user has ten streams at most, of whatever kind, and as soon as one is closed another one', async () => {
  const server = await startServerForTest(production);
  const [ada, bob] = [await signUp(server, 'ada'), await signUp(server, 'bob')];
  const path = (at: number) => (at % 2 === 0 ? '/api/v1/events/stream' : '/trpc/event.stream');
  const streams = [];
  for (let at = 0; at < 10; at += 1) streams.push(await open(server, { token: ada.access_token, path: path(at) }));
  expect(streams.map(({ response }) => response.status)).toEqual(Array.from({ length: 10 }, () => 200));
  for (const at of [0, 1]) {
    const { response } = await open(server, { token: ada.access_token, path: path(at) });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.text()).toContain('unavailable');
  }
  expect((await open(server, { token: bob.access_token })).response.status).toBe(200);
  streams[3]?.leave();
  for (;;) {
    const { response } = await open(server, { token: ada.access_token });
    if (response.status === 200) break; // the server has noticed that she left
    await response.text();
  }
});

test('streams take none of the places of calls', async () => {
  const server = await startServerForTest(production);
  const users = await Promise.all(Array.from({ length: 12 }, (_, at) => signUp(server, `user${at}`)));
  for (const { access_token: token } of users) for (let at = 0; at < 10; at += 1) await open(server, { token });
  const answers = await Promise.all(
    users.map(({ access_token: token }) => send(server, 'GET /api/v1/issues', { token })),
  );
  expect(answers.map(({ status }) => status)).toEqual(users.map(() => 200));
});

test('a server that is told to stop ends all streams so that their readers come back, within a second', async () => {
  const server = await startServerForTest(production);
  const users = await Promise.all(['ada', 'bob', 'carol'].map((name) => signUp(server, name)));
  const opened = users.flatMap(({ access_token: token }) => [
    open(server, { token }),
    open(server, { token, path: '/trpc/event.stream' }),
  ]);
  const texts = (await Promise.all(opened)).map(({ response }) => response.text());
  await neverRead(server, { token: String(users[0]?.access_token) });
  const socket = await openSocket(server.url, { token: String(users[1]?.access_token) });
  await socket.ask({ id: 1, method: 'subscription', path: 'event.stream' });
  const since = performance.now();
  server.process.kill('SIGTERM');
  expect(await statusAtExit(server.process)).toBe(0);
  expect(performance.now() - since).toBeLessThan(1000);
  expect(await socket.closed).toMatchObject({ code: 1001 });
  for (const text of await Promise.all(texts)) expect(text).not.toMatch(/return|error|problem/);
});

test.for(['/api/v1/events/stream', '/trpc/event.stream'])(
  'a stream of %s that is still being opened when the server stops ends, too',
  async (url) => {
    const { app, docket } = await openTestServer();
    const { access_token } = await docket.createUser('ada');
    const stopping = Promise.withResolvers<void>();
    app.addHook('preClose', async () => stopping.resolve());
    app.addHook('preHandler', async () => {
      void app.close();
      await stopping.promise;
    });
    const { statusCode, body } = await app.inject({ url, headers: { authorization: `Bearer ${access_token}` } });
    expect([statusCode, body]).toEqual([200, expect.not.stringMatching(/return|error|problem/)]);
  },
);

test('who never reads costs no memory, however much there is to be read, and is cut', async () => {
  const DATABASE_URL = await createTestDatabase();
  // With as large a heap as V8 likes, what grows is garbage that it was not pressed to collect.
  const server = await startServerForTest({ ...production, DATABASE_URL, NODE_OPTIONS: '--max-old-space-size=128' });
  const { access_token: token } = await admin(server);
  const { json } = await send<{ items: { position: string }[] }>(server, 'GET /api/v1/events?size=1', { token });
  const cursor = String(json.items[0]?.position);
  const bob = await signUp(server, 'bob');
  const count = isLong ? 100_000 : 20_000;
  await fillLog(DATABASE_URL, count);
  const readAll = async () => {
    const whole = await open(server, { token: bob.access_token, cursor, path: '/api/v1/events/stream?follow=false' });
    expect((await whole.response.text()).split('\ndata: ').length).toBeGreaterThan(count);
  };
  await readAll();
  const before = residentMemory(server);
  const paths = ['/api/v1/events/stream', '/trpc/event.stream'];
  const sockets = await Promise.all(
    Array.from({ length: 10 }, (_, at) => {
      const path = paths[at % 3];
      return path ? neverRead(server, { token, path, cursor }) : neverReadSocket(server, { token, cursor });
    }),
  );
  await readAll(); // while they do not
  if (isLong) await new Promise((resolve) => setTimeout(resolve, 45_000));
  if (!Number.isNaN(before)) expect(residentMemory(server) - before).toBeLessThan(80 * MB);
  if (isLong) expect((await open(server, { token })).response.status).toBe(200); // they were cut
  for (const socket of sockets) socket.destroy();
});

/** Writes so many events of a kilobyte, as if labels had been edited. */
async function fillLog(url: string, count: number): Promise<void> {
  const database = await openDatabase(url);
  const change = { field: 'description', from: 'x'.repeat(500), to: 'y'.repeat(500) };
  const row = { type: 'label.updated', subject_id: crypto.randomUUID(), data: JSON.stringify({ changes: [change] }) };
  const at = new Date().toISOString();
  for (let first = 0; first < count; first += 500) {
    const rows = Array.from({ length: 500 }, () => ({ ...row, id: crypto.randomUUID(), created_at: at }));
    await database.write((db) => db.insertInto('event').values(rows).execute());
  }
  await database.close();
}
