// Runs on none: it opens no database.

// Downloads over HTTP: they come as fast as they are read, in parts where they have parts, and end when their client leaves.

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { at, emptyContext } from '@docket/kit/procedures';
import { answerWithProblems, restApi } from '@docket/rest';
import { AppError, type Download } from '@docket/router';
import Fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { download } from '../../../packages/router/src/procedures/procedure.ts';
import { compressAnswers } from '../src/compression.ts';

const BYTES = '0123456789';
const begun: string[] = [];

function gives(name: string, answer: Omit<Download, 'content'>, content: () => AsyncIterable<string>) {
  async function* watched() {
    begun.push(name);
    yield* content();
  }
  return download({
    ...at(`GET /${name}`),
    media: ['text/plain'],
    run: async () => ({ ...answer, content: watched() }),
  });
}

async function* endless() {
  endlessly.pieces = 0;
  try {
    for (;;) {
      endlessly.pieces += 1;
      yield 'x'.repeat(64 * 1024);
    }
  } finally {
    endlessly.ended.resolve();
  }
}
const endlessly = { pieces: 0, ended: Promise.withResolvers<void>() };

const plain = { content_type: 'text/plain; charset=utf-8' };

const files = {
  whole: gives(
    'whole',
    {
      ...plain,
      filename: 'Bericht “ä”.txt',
      size: BYTES.length,
      etag: 'abc',
      async *part({ first, last }) {
        yield Buffer.from(BYTES.slice(first, last + 1));
      },
    },
    async function* content() {
      yield BYTES.slice(0, 4);
      yield BYTES.slice(4);
    },
  ),
  lines: gives('lines', plain, async function* content() {
    for (let line = 0; line < 1000; line += 1) yield 'the same line\n';
  }),
  endless: gives('endless', plain, endless),
  // biome-ignore lint/correctness/useYield: it fails before it has anything to give
  refused: gives('refused', plain, async function* content() {
    throw new AppError('unavailable', { retry_after: 7 });
  }),
  broken: gives('broken', plain, async function* content() {
    yield 'a part';
    throw new Error('the disk is gone');
  }),
};

const app = Fastify();
answerWithProblems(app);
compressAnswers(app);
await app.register(restApi, { api: { files }, createContext: async () => emptyContext() });
await app.listen({ host: '127.0.0.1', port: 0 });
afterAll(() => app.close());

const { port } = app.server.address() as AddressInfo;

function ask(name: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') {
  return app.inject({ method, url: `/api/v1/${name}`, headers });
}

async function open(name: string): Promise<IncomingMessage> {
  const [response] = await once(get({ port, path: `/api/v1/${name}`, agent: false }), 'response');
  return response;
}

test('comes whole, with its name, and runs nothing where it is opened', async () => {
  const { statusCode, headers, body } = await ask('whole');
  expect([statusCode, body]).toEqual([200, BYTES]);
  expect(headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-length': '10',
    'accept-ranges': 'bytes',
    etag: '"abc"',
    'content-security-policy': expect.stringContaining('sandbox'),
    'cache-control': 'private, no-cache',
  });
  expect(headers['content-disposition']).toMatch(/^attachment; filename=".*"; filename\*=UTF-8''Bericht%20%E2%80%9C/);
});

test('HEAD says the same and reads nothing', async () => {
  begun.length = 0;
  const { statusCode, headers, body } = await ask('whole', {}, 'HEAD');
  expect([statusCode, headers['content-length'], headers['etag'], body]).toEqual([200, '10', '"abc"', '']);
  expect(begun).toEqual([]);
});

test.each([
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-2', 206, '89', 'bytes 8-9/10'],
  ['bytes=-99', 206, BYTES, 'bytes 0-9/10'],
  ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
  ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
  ['bytes=0-1,4-5', 200, BYTES, undefined],
  ['bytes=4-2', 200, BYTES, undefined],
  ['lines=1-2', 200, BYTES, undefined],
  ['bytes=10-', 416, expect.stringContaining('range_not_satisfiable'), 'bytes */10'],
  ['bytes=-0', 416, expect.stringContaining('range_not_satisfiable'), 'bytes */10'],
])('Range: %s is %i', async (range, status, body, contentRange) => {
  const answer = await ask('whole', { range, 'accept-encoding': 'gzip' });
  expect([answer.statusCode, answer.body, answer.headers['content-range']]).toEqual([status, body, contentRange]);
  expect(answer.headers['content-encoding']).toBeUndefined();
});

test('a part is of what its caller has, and who has all of it gets nothing', async () => {
  expect((await ask('whole', { range: 'bytes=2-4', 'if-range': '"abc"' })).body).toBe('234');
  expect((await ask('whole', { range: 'bytes=2-4', 'if-range': '"old"' })).body).toBe(BYTES);
  expect((await ask('whole', { range: 'bytes=2-4', 'if-range': 'W/"abc"' })).body).toBe(BYTES);
  expect((await ask('whole', { 'if-none-match': '"x", W/"abc"' })).statusCode).toBe(304);
  expect((await ask('whole', { 'if-none-match': '"x"' })).statusCode).toBe(200);
});

test('a stream of text is compressed for who takes that', async () => {
  const { rawPayload, headers } = await ask('lines', { 'accept-encoding': 'gzip' });
  expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: expect.stringMatching(/accept-encoding/) });
  expect(gunzipSync(rawPayload).toString()).toBe('the same line\n'.repeat(1000));
  expect((await ask('lines')).headers['content-encoding']).toBeUndefined();
});

test('what fails before there is anything is an error as any other, and what fails later is cut off', async () => {
  const { statusCode, headers } = await ask('refused');
  expect([statusCode, headers['retry-after']]).toEqual([503, '7']);
  const response = await open('broken');
  expect(response.statusCode).toBe(200);
  await expect(text(response)).rejects.toThrow('aborted');
});

test('is made as fast as it is read, and no more of it when its client has left', async () => {
  const response = await open('endless');
  await once(response, 'readable');
  let before = -1;
  while (before !== endlessly.pieces) {
    before = endlessly.pieces;
    await wait(50); // the buffers of the kernel fill up, which nothing tells of
  }
  expect(endlessly.pieces).toBeLessThan(1000);
  response.destroy();
  await endlessly.ended.promise;
});
