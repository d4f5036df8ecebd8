import { createHash } from 'node:crypto';
import type { AttachedFile, FileRestore, ReadFile } from '@docket/db';
import { AppError } from '../core/errors.ts';
import type { FileStore } from './store.ts';

/** Reads the files of a store for a backup. */
export function readerOf(store: FileStore): ReadFile {
  return async (id) => {
    const pieces = store.read(id)[Symbol.asyncIterator]();
    try {
      return following(await pieces.next(), pieces); // a file that is not there is known with its first piece
    } catch (error) {
      if (error instanceof AppError && error.reason === 'file_missing') return undefined;
      throw error;
    }
  };
}

async function* following(first: IteratorResult<Uint8Array>, pieces: AsyncIterator<Uint8Array>) {
  try {
    for (let next = first; !next.done; next = await pieces.next()) yield next.value;
  } finally {
    await pieces.return?.();
  }
}

/**
 * Writes the files of a backup into a store, and counts them. What is in the store already is read, and left as it is
 * where it is what was uploaded.
 */
export function restoreTo(store: FileStore): FileRestore & { counts: { written: number; present: number } } {
  const written: string[] = [];
  const counts = { written: 0, present: 0 };
  return {
    counts,
    async write(file, content) {
      if (await isThere(store, file)) {
        counts.present += 1;
        return;
      }
      await store.delete(file.id); // what a restore that was killed has left, or what is not right
      written.push(file.id);
      await store.write(file.id, content);
      counts.written += 1;
    },
    async undo() {
      for (const id of written) await store.delete(id);
    },
  };
}

async function isThere(store: FileStore, { id, sha256 }: AttachedFile): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const piece of store.read(id)) hash.update(piece);
  } catch (error) {
    if (error instanceof AppError && error.reason === 'file_missing') return false;
    throw error;
  }
  return hash.digest('hex') === sha256;
}
