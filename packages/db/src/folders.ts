import { existsSync, mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './database.ts';

/**
 * Makes a folder, and those above it that are missing. Not `mkdirSync` with `recursive`: it tries for ever where the
 * system answers ENOENT to a new folder in one that is there, as Linux does below /proc.
 *
 * @throws what the system says
 */
export function makeFolder(folder: string, mode?: number): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error; // another process was faster
  }
}

/** Brings the names of the files in a folder to the disk: a file that was synced may have no name after a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
