// Runs on sqlite: it tests what lies above the database.

// T33: clients that pipeline, leave early and never read, on every address that can be read.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { production, residentMemory, send, signUp, startServer } from '@docket/kit/target';
import { afterAll, expect, test } from 'vitest';
import { listOperations, type Operation } from './operations.ts';

const MB = 1024 * 1024;
const server = await startServer(production);
const { access_token: token } = await signUp(server, 'ada');
const sockets: Socket[] = [];
afterAll(() => {
  for (const socket of sockets) socket.destroy();
});

/** The addresses without parameters that are read with GET: those of the document, and those that the pages load. */
async function readable(): Promise<string[]> {
  const operations = await listOperations(server);
  const documented = operations.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
  const pages = ['/docs', '/redoc'];
  const loaded = await Promise.all(
    pages.map(async (page) => {
      const { text } = await send(server, `GET ${page}`);
      return [...text.matchAll(/(?:src|href)="([^"]+)"/g)].flatMap(([, address]) =>
        address ? new URL(address, server.url + page).pathname : [],
      );
    }),
  );
  return [...new Set(['/openapi.json', '/health', ...pages, ...loaded.flat(), ...documented.map(ending)])];
}

/** A feed has an end only where it is asked for one. */
function ending({ path, kind }: Operation): string {
  return kind === 'feed' ? `${path}?follow=false` : path;
}

function open(): Socket {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined); // to be cut off is the point
  sockets.push(socket);
  return socket;
}

function get(path: string, id = 'one-of-many'): string {
  return `GET ${path} HTTP/1.1\r\nhost: docket\r\nauthorization: Bearer ${token}\r\nx-request-id: ${id}\r\n\r\n`;
}

test.each(await readable())('C1: 60 clients who pipeline GET %s and never read cost little memory', async (path) => {
  await send(server, `GET ${path}`, { token }); // what is made once is there
  const before = residentMemory(server);
  const greedy = Array.from({ length: 60 }, open);
  for (const socket of greedy) socket.pause().write(get(path).repeat(100));
  await Promise.all(greedy.map((socket) => socket.connecting && once(socket, 'connect')));
  for (let i = 0; i < 20; i += 1) {
    const health = send(server, 'GET /health/live');
    expect((await send(server, 'GET /api/v1/users/me', { token })).status).toBe(200);
    expect((await health).status).toBe(200);
  }
  // `not` larger: it is NaN where it cannot be known.
  expect(residentMemory(server) - before > 100 * MB).toBe(false);
  for (const socket of greedy) socket.destroy();
});

test('C3: 120 clients who never send the rest of a body stop nobody', async () => {
  const login = 'POST /api/v1/auth/login HTTP/1.1\r\nhost: docket\r\ncontent-type: application/json\r\n';
  const rest = 'expect: 100-continue\r\ncontent-length: 60\r\n\r\n{"username": ';
  const slow = Array.from({ length: 120 }, open); // more than there are calls at once
  for (const socket of slow) socket.write(login + rest);
  await Promise.all(slow.map((socket) => once(socket, 'data'))); // 100: the server has read their heads
  for (let i = 0; i < 5; i += 1) expect((await send(server, 'GET /api/v1/users/me', { token })).status).toBe(200);
  for (const socket of slow) socket.destroy();
});

test.each(['/api/v1/auth/login', '/trpc/auth.login'])(
  'a client who leaves in the middle of a body is no fault of ours, and no error in the log: %s',
  async (path) => {
    const socket = open();
    const head = `POST ${path} HTTP/1.1\r\nhost: docket\r\nx-request-id: leaving${path.replaceAll('/', '-')}\r\n`;
    socket.write(`${head}content-type: application/json\r\nexpect: 100-continue\r\ncontent-length: 60\r\n\r\n{"user`);
    await once(socket, 'data');
    socket.destroy();
    const headers = { 'x-request-id': `after${path.replaceAll('/', '-')}` };
    await send(server, 'GET /api/v1/users/me', { token });
    await send(server, 'GET /api/v1/users/me', { token, headers }); // by now, the server has heard of it
    const log = await server.logWith(headers['x-request-id']);
    const lines = log.split('\n').filter((line) => line.includes('leaving'));
    expect(lines.filter((line) => line.includes('"level":50'))).toEqual([]);
  },
);

test('C5: what a client has pipelined is not done once the client has left', async () => {
  const socket = open();
  socket.write(get('/api/v1/issues', 'left-behind').repeat(90));
  await once(socket, 'data');
  socket.resetAndDestroy();
  await send(server, 'GET /api/v1/issues', { token, headers: { 'x-request-id': 'the-last' } });
  const log = await server.logWith('the-last');
  expect(log.split('left-behind').length - 1).toBeLessThan(30);
});

test('pipelined requests are answered one after another, in their order', async () => {
  const socket = open();
  socket.write(['a', 'b', 'c'].map((id) => get('/health', id)).join(''));
  let answers = '';
  for await (const chunk of socket) {
    answers += chunk;
    if (answers.includes('x-request-id: c')) break;
  }
  expect([...answers.matchAll(/x-request-id: (\w)/g)].map(([, id]) => id)).toEqual(['a', 'b', 'c']);
});

test('a client who pipelines more than a hundred requests is cut off', async () => {
  const socket = open();
  socket.write('GET /health HTTP/1.1\r\nhost: docket\r\n\r\n'.repeat(1000));
  let answers = '';
  socket.on('data', (chunk) => {
    answers += chunk;
  });
  // Not `once`, which throws when the server's end reaches us as a reset.
  await new Promise((resolve) => socket.on('close', resolve));
  expect(answers.split('HTTP/1.1 200').length).toBeLessThan(1000);
});
