import { statSync } from 'node:fs';
import { DriverError } from '../database.ts';

const LOOK_EVERY_MS = 2000;

/** Beside the database itself: what is in its log is not in the file yet, and without the index of that nobody finds it. */
const PARTS = ['', '-wal', '-shm'];

/** SQLSTATE 58P01, undefined_file: it may be put back. */
const CODE = '58P01';

/**
 * Watches whether a database is still where it was opened. The system lets a process go on with a file that was deleted
 * or replaced: all would seem well, and whatever is written would be gone with the process.
 *
 * The timer keeps no process alive.
 */
export function guardFile(file: string): { requireFile(): void; stop(): void } {
  const opened = new Map<string, string>();
  let lost: string | undefined;

  function look(): void {
    const parts = PARTS.map((part) => ({ path: file + part, identity: identityOf(file + part) }));
    // SQLite makes the others when it needs them.
    for (const { path, identity } of parts) if (identity !== '' && !opened.has(path)) opened.set(path, identity);
    lost = parts.find(({ path, identity }) => opened.has(path) && opened.get(path) !== identity)?.path;
  }

  look();
  const timer = setInterval(() => {
    try {
      look();
    } catch {
      // The folder cannot be read at the moment, which says nothing of the file.
    }
  }, LOOK_EVERY_MS).unref();
  return {
    /** @throws DriverError that is passing (`isUnavailable`) while the file is not there */
    requireFile() {
      if (lost === undefined) return;
      const remedy = 'put it back, or stop the server, restore the last backup and start again';
      throw new DriverError(`${lost} was deleted or replaced while it was in use: ${remedy}`, {
        code: CODE,
        cause: undefined,
      });
    },
    stop() {
      clearInterval(timer);
      lost = undefined; // closing reads once more
    },
  };
}

/** Device and inode, as SQLite itself tells a file that was moved (`SQLITE_FCNTL_HAS_MOVED`); empty when it is not there. */
function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : '';
}
