// Runs on sqlite: it tests what lies above the database.

// T1: huge bodies.

import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { serveTarget } from '@docket/kit/served-target';
import { send } from '@docket/kit/target';
import { isMutation, listProcedures } from '@docket/router';
import { describe, expect, test } from 'vitest';
import { FORM_HEAD, FORM_TYPE, listOperations, makeScene, routeTo } from './operations.ts';

const MB = 1024 * 1024;

/** A file up to FILE_MAX, as much as is dropped so that a client sees the answer, and what is read at a time. */
const MOST_READ = 4 * MB;

const server = await serveTarget({ FILE_MAX: '1MB' });
const operations = await listOperations(server);
const scene = await makeScene(server);
const token = scene.ada.access_token;
const mutations = listProcedures().filter(isMutation);

/** By the port of its client: the server is in this process. */
const accepted = new Map<number | undefined, Socket>();
subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket };
  accepted.set(socket.remotePort, socket);
});

type Upload = { path: string; header: string; begin: Buffer; chunk: Buffer };

/**
 * Sends 200 MB whatever is answered, until the server hangs up. Answers with the status and how much the server has read:
 * of what was sent, the system keeps some MB for it.
 */
async function upload({ path, header, begin, chunk }: Upload): Promise<{ status: string | undefined; read: number }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined); // a reset is what we hope for
  await once(socket, 'connect');
  const { localPort } = socket; // it has none once it is closed
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  const over = new Promise((resolve) => socket.on('close', resolve));
  socket.write(`POST ${path} HTTP/1.1\r\nhost: docket\r\nauthorization: Bearer ${token}\r\n${header}\r\n\r\n`);
  socket.write(begin);
  let sent = 0;
  while (!socket.destroyed && sent < 200 * MB) {
    sent += chunk.length;
    if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), over]);
  }
  expect(sent, 'it hung up').toBeLessThan(200 * MB);
  const read = accepted.get(localPort)?.bytesRead ?? Number.NaN;
  socket.destroy();
  return { status: /^HTTP\/1.1 (\d+)/.exec(answer)?.[1], read };
}

const plainChunk = Buffer.alloc(64 * 1024, 'a');

/** As a chunk of a body whose length is not said. */
function encoded(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

describe('T1: a 200 MB upload', () => {
  const paths = [
    ...new Set(
      operations.filter(({ contentTypes }) => contentTypes.length > 0).map((operation) => routeTo(operation, scene)),
    ),
  ]
    .filter((route) => route.startsWith('POST '))
    .map((route) => route.slice(5));
  const types = [FORM_TYPE, 'application/json', 'application/x-www-form-urlencoded', 'application/octet-stream'];

  const lengths = [
    { header: 'transfer-encoding: chunked', as: encoded },
    { header: `content-length: ${200 * MB}`, as: (bytes: Buffer) => bytes },
  ];

  test.each(types)('of %s is refused before it is read, and a file where it passes FILE_MAX', async (type) => {
    for (const path of [
      ...paths,
      ...mutations.map(({ name }) => `/trpc/${name}`),
      '/health',
      '/nowhere',
      '/%E0%A4%A',
    ]) {
      for (const { header, as } of lengths) {
        const body = { begin: as(Buffer.from(FORM_HEAD)), chunk: as(plainChunk) };
        const { status, read } = await upload({ path, header: `content-type: ${type}\r\n${header}`, ...body });
        // A reset may overtake the answer.
        expect(['400', '403', '404', '405', '413', '415', undefined], path).toContain(status);
        expect(read, path).toBeLessThan(MOST_READ); // so no more can be in memory
      }
    }
    expect((await send(server, 'GET /health')).status).toBe(200);
  });

  test('of a form without a file is refused, too', async () => {
    const path = `/api/v1/issues/${scene.ids['issues']}/attachments`;
    for (const { header, as } of lengths) {
      const body = { begin: as(Buffer.from('no part yet')), chunk: as(plainChunk) };
      const { status, read } = await upload({ path, header: `content-type: ${FORM_TYPE}\r\n${header}`, ...body });
      expect(['400', undefined]).toContain(status);
      expect(read).toBeLessThan(MOST_READ);
    }
  });
});
