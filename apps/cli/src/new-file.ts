import { once } from 'node:events';
import { createWriteStream, lstatSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { CommandError } from './failure.ts';

type NewFile = { file: string; mayReplace: boolean };

/** What makes the file: first it is written, then looked at under the name that it has until all is well. */
type Steps<T> = { write(to: Writable): Promise<T>; check(written: T, path: string): Promise<void> };

/**
 * Makes a file that only its owner can read, all of it or none: it is written beside its place, is on disk before it
 * gets its name, and whatever had that name is there until then. A link goes on to lead to it.
 *
 * @throws CommandError when there is one already, or it cannot be written
 */
export async function writeNewFile<T>({ file: name, mayReplace }: NewFile, steps: Steps<T>): Promise<T> {
  if (name === '') throw new CommandError('The name of the file is empty: name a file');
  const file = placeOf(name);
  refuseExisting({ file, mayReplace });
  removeLeftovers(file);
  const part = `${file}.${process.pid}.part`;
  const listeners = removeOnSignals(part);
  try {
    const written = await writePart(part, steps.write);
    await steps.check(written, part);
    refuseExisting({ file, mayReplace });
    await rename(part, file);
    const { syncFolder } = await import('@docket/router'); // the commands that write no file do without it
    await syncFolder(dirname(file));
    return written;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw explainWriteError(file, error);
  } finally {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  }
}

/** A process that writes touches its part all the time. It may run on another machine, where its number is another's. */
const LEFT_AFTER_MS = 10 * 60_000;

/** Removes what processes that were killed have left of the same file. Whatever cannot be removed is no reason to fail. */
function removeLeftovers(file: string): void {
  const [folder, name] = [dirname(file), basename(file)];
  try {
    for (const entry of readdirSync(folder)) {
      const [, pid] = entry.startsWith(`${name}.`) ? (/^\.(\d+)\.part$/.exec(entry.slice(name.length)) ?? []) : [];
      if (pid !== undefined && isLeft(join(folder, entry), Number(pid))) rmSync(join(folder, entry));
    }
  } catch {
    // The folder is not there, which the next step tells, or not ours to read.
  }
}

function isLeft(part: string, pid: number): boolean {
  return Date.now() - statSync(part).mtimeMs > LEFT_AFTER_MS && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's
  }
}

/** Where a link leads to: to replace the link itself would put the file onto another disk than was meant. */
function placeOf(file: string): string {
  try {
    if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return file;
    return realpathSync(file);
  } catch (error) {
    throw new CommandError(`${file} is a link that leads nowhere (${messageOf(error)}): name another file`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Ends the process as the signal would, and leaves nothing behind. */
function removeOnSignals(part: string) {
  const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;
  return signals.map((signal) => {
    const listener = () => {
      rmSync(part, { force: true });
      process.exit(128 + constants.signals[signal]);
    };
    process.once(signal, listener);
    return [signal, listener] as const;
  });
}

function refuseExisting({ file, mayReplace }: NewFile): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isFile())
    throw new CommandError(`${file} is no file that could be replaced: name another, or "-" for standard output`);
  if (mayReplace) return;
  throw new CommandError(`${file} is there already: name another file, or add --force to replace it`);
}

async function writePart<T>(part: string, write: (to: Writable) => Promise<T>): Promise<T> {
  const stream = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true });
  try {
    await once(stream, 'open');
    const written = await write(stream);
    stream.end();
    await finished(stream); // it is on disk, and closed
    return written;
  } finally {
    stream.destroy();
  }
}

/** What is wrong with a file that cannot be written, and what to do; any other error as it is. */
export function explainWriteError(file: string, error: unknown): unknown {
  if (!isOfFiles(error)) return error;
  return new CommandError(`${file} cannot be written (${error.message}): ${remedyFor(error)}`);
}

/** An error of a file that Node tells of; those of databases have other codes. */
function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'errno' in error && !('address' in error);
}

function remedyFor({ code }: NodeJS.ErrnoException): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'make room, or name a file on another disk';
  if (code === 'EPIPE') return 'see why the program that reads it has ended';
  return code === 'ENOENT' ? 'make its folder first' : 'name a file in a folder where you may write';
}
