// The bytes around what a backup says: a frame of zstd, and a seal at the end (RFC 8878, sections 3.1.1 and 3.1.2).
// `zstd -dc FILE` shows what is in it; it passes over the seal, which is a frame to be skipped.

import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { codeOf, DatabaseError } from '../database.ts';

const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** The SHA-256 of all bytes before, in hexadecimal, in a skippable frame of that length. */
const SEAL_HEAD = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 64, 0, 0, 0]);
const SEAL_BYTES = SEAL_HEAD.length + 64;

/** Adds the seal to compressed bytes. */
export async function* seal(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
  yield Buffer.concat([SEAL_HEAD, Buffer.from(hash.digest('hex'))]);
}

/**
 * What is in a backup. What was read is to be trusted only when all of it was.
 *
 * @throws DatabaseError when it is no backup, or a byte is missing, added or changed
 */
export async function* unseal(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const content = createZstdDecompress();
  // Its errors come out of `content`.
  pipeline(compressedIn(bytes, name), content, () => undefined);
  try {
    yield* content;
  } catch (error) {
    const isOfZstd = /^(ZSTD|Z)_/.test(codeOf(error));
    throw isOfZstd && error instanceof Error ? damaged(name, error.message.toLowerCase()) : error;
  }
}

async function* compressedIn(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held = Buffer.alloc(0);
  let isKnown = false;
  for await (const chunk of bytes) {
    held = Buffer.concat([held, chunk]);
    const body = held.subarray(0, Math.max(0, held.length - SEAL_BYTES));
    if (body.length === 0) continue;
    if (!isKnown) requireZstd(held, name);
    isKnown = true;
    hash.update(body);
    yield body;
    held = held.subarray(body.length);
  }
  if (!isKnown) requireZstd(held, name);
  const expected = Buffer.concat([SEAL_HEAD, Buffer.from(hash.digest('hex'))]);
  if (!held.equals(expected)) throw damaged(name, 'its checksum is wrong');
}

function requireZstd(start: Buffer, name: string): void {
  if (!start.subarray(0, ZSTD.length).equals(ZSTD)) throw foreign(name);
}

export function foreign(name: string): DatabaseError {
  return new DatabaseError(`${name} is no backup of Docket: name a file that "./docket backup" wrote`);
}

export function damaged(name: string, reason: string): DatabaseError {
  return new DatabaseError(`${name} is damaged or was cut off (${reason}): use another backup`);
}
