// Runs on sqlite, and on both with FAULTS=long: the store is the same, and a large file takes time.

// A large file goes in and out of a server that never holds more than a little of it.

import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createDocketClient, download, upload } from '@docket/client';
import { temporaryFolder } from '@docket/kit/database';
import { PASSWORD, residentMemory, startServer } from '@docket/kit/target';
import { afterAll, expect, test } from 'vitest';
import { isLong, printFigures } from './figures.ts';

const MB = 1024 * 1024;

const SIZE = isLong ? 1024 * MB : 128 * MB;

/** A gigabyte goes slowly through a busy machine. */
const TIMEOUT_MS = isLong ? 900_000 : 120_000;

/** After so many, what is loaded is there. There is little to collect by then, so all that a large file leaves is seen. */
const WARM_UP = 8 * MB;

const folder = temporaryFolder(afterAll);
const server = await startServer({ FILE_MAX: '2GB', FILES_URL: `file:${folder}` });
const docket = createDocketClient({ url: server.url });
await docket.auth.login.mutate({ username: 'root@example.org', password: PASSWORD });
const issue = await docket.issue.create.mutate({ title: 'Large', description: 'files on it' });

/** Bytes that are nowhere at once, and their hash. */
function drawn(size: number) {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(MB);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < size; at += MB) {
      piece.writeUInt32LE(at / MB);
      hash.update(piece);
      yield Uint8Array.from(piece);
    }
  }
  return { content: pieces(), sha256: () => hash.digest('hex') };
}

/** The most memory that the server has in use while `work` goes on, beyond what it had before. */
async function growthDuring<T>(work: () => Promise<T>): Promise<{ growth: number; result: T }> {
  const before = residentMemory(server);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, residentMemory(server));
  }, 20);
  try {
    const result = await work();
    return { growth: Math.max(most, residentMemory(server)) - before, result };
  } finally {
    clearInterval(timer);
  }
}

async function send(size: number, filename: string) {
  const { content, sha256 } = drawn(size);
  const { items } = await upload(docket, 'attachment.addToIssue', {
    issue_id: issue.id,
    files: [{ filename, content }],
  });
  const [file] = items;
  if (!file) throw new Error('nothing was attached');
  expect([file.size, file.sha256]).toEqual([size, sha256()]);
  return file;
}

async function read(id: string): Promise<string> {
  const { content } = await download(docket, 'attachment.download', { id });
  const hash = createHash('sha256');
  // Node's web streams can be iterated; the types of browsers, which the client has, do not say so.
  for await (const piece of content as unknown as AsyncIterable<Uint8Array>) hash.update(piece);
  return hash.digest('hex');
}

test('memory does not grow with a file that is sent and read', { timeout: TIMEOUT_MS }, async () => {
  const small = await send(WARM_UP, 'small.bin');
  await read(small.id);
  const up = await growthDuring(() => send(SIZE, 'large.bin'));
  const down = await growthDuring(() => read(up.result.id));
  expect(down.result).toBe(up.result.sha256);
  printFigures(`a file of ${SIZE / MB} MB`, {
    'MB more when sent': up.growth / MB,
    'MB more when read': down.growth / MB,
  });
  expect(up.growth).toBeLessThan(30 * MB);
  expect(down.growth).toBeLessThan(30 * MB);
});

test('a client that breaks off leaves nothing of a large file on the disk', { timeout: TIMEOUT_MS }, async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* drawn(SIZE / 2).content;
    throw new Error('hung up');
  }
  const bytes = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
      (sum, entry) =>
        sum +
        (entry.isFile() ? (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0) : 0),
      0,
    );
  const before = bytes();
  const files = [{ filename: 'half.bin', content: broken() }];
  await expect(upload(docket, 'attachment.addToIssue', { issue_id: issue.id, files })).rejects.toThrow();
  await expect.poll(bytes, { timeout: 10_000 }).toBe(before);
});
