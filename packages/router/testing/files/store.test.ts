// Runs on none: it opens no database.

// The same of a folder, of an S3 server that others have made, and of one that holds us to our signatures.

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { s3Url, startS3 } from '@docket/kit/s3';
import { S3_KEYS, startSignedS3 } from '@docket/kit/signed-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/core/ids.ts';
import { openFileStore } from '../../src/files/open-store.ts';
import type { FileStore } from '../../src/files/store.ts';

const MB = 1024 * 1024;

const KEYS = { AWS_ACCESS_KEY_ID: S3_KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: S3_KEYS.secretAccessKey };

const open = (FILES_URL: string, keys = KEYS) => openFileStore({ FILES_URL, ...keys });

const openers: Record<string, () => Promise<FileStore>> = {
  'a folder': () => open(`file:${temporaryFolder(afterAll)}/files`),
  s3rver: async () => open(s3Url((await startS3(afterAll)).endpoint, 'docket/ä files')),
  'S3 that checks signatures': async () => open(s3Url((await startSignedS3(afterAll)).endpoint, 'docket/ä files')),
};

async function* inPieces(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A client that breaks off. */
async function* cutAfter(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* inPieces(bytes);
  throw new Error('hung up');
}

async function all(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.each(Object.entries(openers))('in %s', (_name, opened) => {
  let store: FileStore;

  beforeAll(async () => {
    store = await opened();
  });

  const idsIn = async () => {
    const ids: string[] = [];
    for await (const { id } of store.list()) ids.push(id);
    return ids.toSorted();
  };

  test.each([0, 1, 100_000, 8 * MB, 8 * MB + 1, 20 * MB])(
    'a file of %d bytes is read as it was written',
    async (size) => {
      const [id, bytes] = [newId(), randomBytes(size)];
      await store.write(id, inPieces(bytes));
      expect(hashOf(await all(store.read(id)))).toBe(hashOf(bytes));
      await store.delete(id);
    },
  );

  test('some of its bytes are read, the last one included', async () => {
    const [id, bytes] = [newId(), randomBytes(200_000)];
    await store.write(id, inPieces(bytes));
    for (const [first, last] of [
      [7, 7], // s3rver takes 0-0 for all
      [5, 9],
      [100_000, 199_999],
    ] as const) {
      expect(await all(store.read(id, { first, last }))).toEqual(bytes.subarray(first, last + 1));
    }
    await store.delete(id);
  });

  test('whoever stops reading does no harm', async () => {
    const [id, bytes] = [newId(), randomBytes(10 * MB)];
    await store.write(id, inPieces(bytes));
    for await (const chunk of store.read(id)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(hashOf(await all(store.read(id)))).toBe(hashOf(bytes));
    await store.delete(id);
  });

  test.each([100, 20 * MB])('nothing is left of a content that breaks off after %d bytes', async (size) => {
    const id = newId();
    await expect(store.write(id, cutAfter(randomBytes(size)))).rejects.toThrow('hung up');
    expect(await idsIn()).toEqual([]);
    await expect(all(store.read(id))).rejects.toMatchObject({ reason: 'file_missing' });
  });

  test('a file that is deleted is gone, and may be deleted again', async () => {
    const id = newId();
    await store.write(id, inPieces(randomBytes(10)));
    await store.delete(id);
    await store.delete(id);
    await expect(all(store.read(id))).rejects.toMatchObject({ reason: 'file_missing' });
  });

  test('all files are listed, with the time of each', async () => {
    const ids = Array.from({ length: 8 }, newId).toSorted();
    for (const id of ids) await store.write(id, inPieces(randomBytes(10)));
    expect(await idsIn()).toEqual(ids);
    for await (const { written_at } of store.list()) expect(written_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/);
    for (const id of ids) await store.delete(id);
  });
});

test('a folder is for its owner alone, and is made with the first file', async () => {
  const folder = join(temporaryFolder(), 'data/files');
  const store = await open(`file:${folder}`);
  expect(existsSync(folder)).toBe(false);
  const id = newId();
  await store.write(id, inPieces(randomBytes(10)));
  const [home = ''] = readdirSync(folder);
  expect([home, statSync(join(folder, home)).mode & 0o777]).toEqual([id.slice(-2), 0o700]);
  expect(statSync(join(folder, home, id)).mode & 0o777).toBe(0o600);
});

test('whatever a store has to say is for the log: callers are told that it cannot do this now', async () => {
  const { endpoint } = await startSignedS3();
  const refused = await open(s3Url(endpoint), { ...KEYS, AWS_SECRET_ACCESS_KEY: 'another' });
  const away = await open(s3Url('http://127.0.0.1:9'));
  const noFolder = await open('file:/etc/hosts/files');
  const endless = await open('file:/proc/docket/files'); // to mkdir with `recursive`
  for (const store of [refused, away, noFolder, endless]) {
    const write = store.write(newId(), inPieces(randomBytes(10)));
    await expect(write).rejects.toMatchObject({ reason: 'unavailable', cause: expect.any(Error) });
  }
  await expect(all(refused.read(newId()))).rejects.toMatchObject({ reason: 'unavailable' });
  await expect(refused.delete(newId())).rejects.toMatchObject({ reason: 'unavailable' });
});

test('parts of a large file that is not ended are taken back from S3', async () => {
  const { endpoint, uploads, objects } = await startSignedS3();
  const store = await open(s3Url(endpoint));
  await expect(store.write(newId(), cutAfter(randomBytes(20 * MB)))).rejects.toThrow('hung up');
  expect([uploads.size, objects.size]).toEqual([0, 0]);
});
