import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder, syncFolder } from '@docket/db';
import type { ByteRange } from '../core/byte-range.ts';
import { AppError } from '../core/errors.ts';
import type { FileStore, StoredFile } from './store.ts';
import { Incoming, storeFault } from './store-errors.ts';

/** What a file is called until all of it is there. */
const PART = '.part';

/** A store in a folder, which is made with its first file. Only we and our own user read what is in it. */
export function folderStore(folder: string): FileStore {
  // The end of an id is drawn, its beginning is a time: so the folders fill evenly.
  const homeOf = (id: string) => join(folder, id.slice(-2));
  const pathOf = (id: string) => join(homeOf(id), id);
  return {
    place: resolve(folder),
    async write(id, content) {
      const incoming = new Incoming(content);
      const part = pathOf(id) + PART;
      try {
        makeFolder(homeOf(id), 0o700);
        await writeFile(part, incoming);
        await rename(part, pathOf(id));
        await syncFolder(homeOf(id));
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        throw incoming.reasonFor(error);
      }
    },
    read: (id, range) => readFile(pathOf(id), range),
    async delete(id) {
      try {
        for (const path of [pathOf(id), pathOf(id) + PART]) await rm(path, { force: true });
      } catch (error) {
        throw storeFault(error);
      }
    },
    list: () => listFolder(folder),
  };
}

/** Piece after piece, none of which is held when the next one comes. */
async function writeFile(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of content) await file.writeFile(piece); // at the end of what is there, and all of it
    await file.sync(); // whoever is told of the file finds it after a loss of power, too
  } finally {
    await file.close();
  }
}

async function* readFile(path: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(path, range && { start: range.first, end: range.last });
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw isMissing(error) ? new AppError('file_missing') : storeFault(error);
  } finally {
    stream.destroy();
  }
}

async function* listFolder(folder: string): AsyncGenerator<StoredFile> {
  for (const home of await namesIn(folder)) {
    for (const name of await namesIn(join(folder, home))) {
      if (name.endsWith(PART)) continue;
      const found = await stat(join(folder, home, name)).catch(() => undefined); // it was deleted meanwhile
      if (found?.isFile()) yield { id: name, written_at: found.mtime.toISOString() };
    }
  }
}

/** None of a folder that is not there yet, or is none. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw storeFault(error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
