import { AppError } from '../core/errors.ts';
import type { FileStore } from './store.ts';

/** How many files were copied, and how many were there already. */
export type CopiedFiles = { copied: number; present: number };

/**
 * Copies the files of a store that another one lacks. A file never changes, so what is there is right, and a copy that was
 * stopped goes on where it ended.
 *
 * @throws AppError `unavailable`
 */
export async function copyFiles({ from, to }: { from: FileStore; to: FileStore }): Promise<CopiedFiles> {
  const there = new Set<string>();
  for await (const { id } of to.list()) there.add(id);
  let copied = 0;
  let present = 0;
  for await (const { id } of from.list()) {
    if (there.has(id)) present += 1;
    else if (await copyOne(id, { from, to })) copied += 1;
  }
  return { copied, present };
}

/** Not what is just being written, or was deleted meanwhile. */
async function copyOne(id: string, { from, to }: { from: FileStore; to: FileStore }): Promise<boolean> {
  try {
    await to.delete(id); // what a copy that was killed has left
    await to.write(id, from.read(id));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.reason === 'file_missing') return false;
    throw error;
  }
}
