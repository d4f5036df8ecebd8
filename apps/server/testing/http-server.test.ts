// Runs on none: it opens no database.

import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { boundedServer, type ConnectionBounds } from '../src/http-server.ts';
import type { Handler } from '../src/pipelining.ts';
import { awaitFiles } from '../src/slow-bodies.ts';

const MB = 1024 * 1024;
const wide: ConnectionBounds = {
  running: 100,
  waitMs: 60_000,
  turnMs: 10,
  pipelined: 100,
  bodies: { usualMs: 60_000, filesMs: 60_000 },
  stalledMs: 60_000,
  unsentBytes: 1024 * MB,
};

async function listen(handle: Handler, bounds: Partial<ConnectionBounds>) {
  const bounded = boundedServer({ ...wide, ...bounds });
  const server: Server = bounded.serverFactory(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  /** A client that reads nothing, and so does not notice when it is cut off: the server does. */
  const open = async (sent: string) => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    const [ours] = (await once(server, 'connection')) as [Socket];
    socket.pause().write(sent);
    return { socket, isCut: once(ours, 'close') };
  };
  return { ...bounded, server, open, url: `http://127.0.0.1:${port}` };
}

const GET = 'GET / HTTP/1.1\r\nhost: docket\r\n\r\n';

test('an idle connection is kept longer than proxies keep theirs', async () => {
  const { server } = await listen((_request, response) => response.end(), {});
  expect(server.keepAliveTimeout).toBe(72_000);
});

test('a client who reads nothing of its answer is cut off', async () => {
  const { open } = await listen((_request, response) => response.end(Buffer.alloc(20 * MB)), { stalledMs: 200 });
  const { isCut } = await open(GET);
  await isCut;
});

test('when too much waits to be read, who holds back the most is cut off, and the others are not', async () => {
  const answer: Handler = (request, response) => response.end(Buffer.alloc(request.url === '/large' ? 40 * MB : MB));
  const { open, url } = await listen(answer, { unsentBytes: 20 * MB });
  const modest = await open(GET);
  const greedy = await open(GET.replace('/', '/large'));
  await greedy.isCut;
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(MB);
  modest.socket.resume();
  await once(modest.socket, 'data');
});

test('who waited too long for a turn is refused, and probes do not wait', async () => {
  const held: (() => void)[] = [];
  const late: boolean[] = [];
  const { isLate, url } = await listen(
    (request, response) => {
      if (request.url === '/held') held.push(() => response.end());
      else response.end(String(late.push(isLate(request))));
    },
    { running: 1, waitMs: 0 },
  );
  const first = fetch(`${url}/held`);
  await expect.poll(() => held.length).toBe(1);
  await fetch(`${url}/other`);
  await fetch(`${url}/health/live`);
  expect(late).toEqual([true, false]);
  held[0]?.();
  await first;
  await fetch(`${url}/other`);
  expect(late).toEqual([true, false, false]);
});

test('who waited too long for a turn is refused in time, also when nothing else happens', async () => {
  const held: (() => void)[] = [];
  const { isLate, url } = await listen(
    (request, response) => {
      if (request.url === '/held') held.push(() => response.end());
      else response.end(String(isLate(request)));
    },
    { running: 1, waitMs: 200 },
  );
  const first = fetch(`${url}/held`);
  await expect.poll(() => held.length).toBe(1);
  expect(await (await fetch(`${url}/other`)).text()).toBe('true');
  held[0]?.();
  await first;
});

test('C3: clients who never read their answers leave room for others', async () => {
  const answer: Handler = (request, response) => response.end(Buffer.alloc(request.url === '/large' ? 20 * MB : 1));
  const { open, load, url } = await listen(answer, { running: 2 });
  for (let nth = 0; nth < 3; nth += 1) await open(GET.replace('/', '/large'));
  expect((await fetch(url)).status).toBe(200);
  expect(load()).toMatchObject({ running: 0, waiting: 0 });
});

test('C3: clients who never send the rest of a body leave room for others, and count again when they do', async () => {
  const held: (() => void)[] = [];
  const { open, load, url } = await listen(
    (request, response) => {
      if (request.method === 'GET') response.end();
      else request.resume().on('end', () => held.push(() => response.end()));
    },
    { running: 2 },
  );
  const slow = [];
  for (let nth = 0; nth < 3; nth += 1)
    slow.push(await open('POST / HTTP/1.1\r\nhost: docket\r\ncontent-length: 10\r\n\r\nfive '));
  expect((await fetch(url)).status).toBe(200);
  for (const { socket } of slow) socket.resume().write('more.');
  await expect.poll(() => held.length).toBe(3);
  expect(load()).toMatchObject({ running: 3 });
  for (const end of held) end();
  await expect.poll(load).toMatchObject({ running: 0, waiting: 0 });
});

test('at most so many calls run at once, and the next begins when one ends', async () => {
  const held: (() => void)[] = [];
  const { url } = await listen((_request, response) => held.push(() => response.end()), { running: 2 });
  const calls = [1, 2, 3].map(() => fetch(url));
  await expect.poll(() => held.length).toBe(2);
  held[0]?.();
  await expect.poll(() => held.length).toBe(3);
  for (const end of held.slice(1)) end();
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200]);
});

const BROKEN_BODY = 'POST / HTTP/1.1\r\nhost: docket\r\ntransfer-encoding: chunked\r\n\r\nno length\r\n';

/** All that comes back for these bytes, where a handler answers as told once Node has refused some of them. */
async function answersTo(bytes: string, { before, after }: { before: string; after: string }): Promise<string> {
  const isRefused = Promise.withResolvers<void>();
  const { server, refuse } = await listen(async (_request, response) => {
    if (before) response.write(before);
    await isRefused.promise;
    response.end(after);
  }, {});
  server.on('clientError', (_error, socket: Socket) => {
    refuse(socket, () => socket.end('HTTP/1.1 400 Refused\r\n\r\n'));
    isRefused.resolve();
  });
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  let seen = '';
  client.on('data', (chunk) => {
    seen += chunk;
  });
  client.write(bytes);
  await new Promise((resolve) => client.once('close', resolve)); // `once` of node:events would fail on a reset
  return seen;
}

test('what cannot be read is refused after the answers to what was asked before', async () => {
  const answers = await answersTo(`${GET}${GET}nonsense\r\n\r\n`, { before: '', after: 'all' });
  const parts = answers.match(/HTTP\/1\.1 \d+|all(?=HTTP|$)/g);
  expect(parts).toEqual(['HTTP/1.1 200', 'all', 'HTTP/1.1 200', 'all', 'HTTP/1.1 400']);
});

test('a request that breaks off is refused alone, and cut when its answer has begun', async () => {
  const refused = await answersTo(BROKEN_BODY, { before: '', after: 'late' });
  expect(refused).toBe('HTTP/1.1 400 Refused\r\n\r\n');
  const cut = await answersTo(BROKEN_BODY, { before: 'half', after: 'late' });
  expect(cut).not.toMatch(/ 400 |late/);
});

test('a body that takes too long is refused, unless it brings files', async () => {
  const answer: Handler = (request, response) => {
    if (request.url === '/files') awaitFiles(request);
    request.resume().once('end', () => response.end('taken'));
  };
  const { open, server } = await listen(answer, { bodies: { usualMs: 100, filesMs: 60_000 } });
  const refused = once(server, 'clientError') as Promise<[NodeJS.ErrnoException, Socket]>;
  const head = (path: string) => `POST ${path} HTTP/1.1\r\nhost: docket\r\ncontent-length: 2\r\n\r\na`;
  const files = await open(head('/files'));
  const text = await open(head('/text'));
  const [error, cut] = await refused; // the files are older, and still awaited
  expect([error.code, cut.remotePort]).toEqual(['ERR_HTTP_REQUEST_TIMEOUT', text.socket.localPort]);
  files.socket.resume().write('b');
  const [answered] = (await once(files.socket, 'data')) as [Buffer];
  expect(String(answered)).toContain('taken');
});
