import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { CommandError } from '../failure.ts';

const RETRY_MS = 25;

/** Longer than a request to a server takes, which is what a lock is held for. */
const GIVE_UP_MS = 30_000;

/**
 * Does work while no other command holds the lock of this name. A lock whose process is gone is taken away.
 *
 * @throws CommandError when another command holds it for too long
 */
export async function whileLocked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const since = performance.now();
  while (!(await take(lock))) {
    if (performance.now() - since > GIVE_UP_MS)
      throw new CommandError(`${lock} is held by another command: end it, or remove the file`);
    await removeAbandoned(lock);
    await setTimeout(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new CommandError(`${lock} cannot be made (${String(error)}): make room, or set XDG_CONFIG_HOME`);
  }
}

/** Who takes it away moves it first, so that of two who see it abandoned only one does. */
async function removeAbandoned(lock: string): Promise<void> {
  const owner = await readFile(lock, 'utf8').catch(() => '');
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  // Without a number its owner has not come to write it yet, unless that was long ago.
  if (owner === '' ? age < GIVE_UP_MS : isRunning(Number(owner))) return;
  const aside = `${lock}.${process.pid}`;
  await rename(lock, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => owner);
  if (moved !== owner) await rename(aside, lock); // another command has taken the lock in between
  await rm(aside, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
