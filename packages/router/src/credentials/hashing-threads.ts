import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';
import { AppError } from '../core/errors.ts';

/**
 * Threads that hash passwords, each for a third of a second at a time (cost 12). With 500 logins in flight on two
 * cores, the p99 of other calls was no higher with two than with one, and 96 logins were answered in place of 69
 * (bench/logins.ts, before the threads had a lower priority).
 */
export const HASHING_THREADS = Math.min(2, availableParallelism());

/** A thread without work for so long ends, and its memory is free again. */
const IDLE_MS = 10_000;

/**
 * Opens threads that hash, which keep no process alive. The first begins with the first password. On Linux they have a
 * lower priority than the event loop: the server answers other calls first, also when it has a single core.
 */
export async function openHashingThreads({ idleMs = IDLE_MS } = {}): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    filename: new URL('./hashing-thread.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: HASHING_THREADS,
    idleTimeout: idleMs,
    recordTiming: false,
  });
}

let opened: Promise<Piscina> | undefined;

/** Those of this process. */
export function hashingThreads(): Promise<Piscina> {
  opened ??= openWatched();
  return opened;
}

/** Why a thread of a pool could not begin. Work that waited for it would wait for ever, so nothing is left in the pool. */
const broken = new WeakMap<Piscina, unknown>();

/** Threads that are forgotten once they fail, so that the next password opens new ones. */
async function openWatched(): Promise<Piscina> {
  try {
    const pool = await openHashingThreads();
    pool.on('error', (error) => giveUp(pool, error)); // without a listener it would end the process
    return pool;
  } catch (error) {
    opened = undefined;
    throw error;
  }
}

async function giveUp(pool: Piscina, error: unknown): Promise<void> {
  if (broken.has(pool)) return;
  broken.set(pool, error);
  opened = undefined;
  await pool.destroy(); // refuses what waits
}

/**
 * Runs one task in a thread.
 *
 * @throws AppError `unavailable` when no thread can be begun, such as while too many files are open; Error when its
 *   thread dies, and what the task throws
 */
async function runInThread<T>(name: string, task: object): Promise<T> {
  const pool = await hashingThreads().catch(refuse);
  try {
    return await pool.run(task, { name });
  } catch (error) {
    if (isThreadRefused(error)) await giveUp(pool, error);
    if (broken.has(pool)) refuse(broken.get(pool));
    throw error;
  }
}

function refuse(cause: unknown): never {
  throw new AppError('unavailable', { detail: 'Passwords cannot be checked at the moment: try again soon', cause });
}

/** What `new Worker` throws. */
function isThreadRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_INIT_FAILED';
}

/** A bcrypt hash. @throws what `runInThread` throws */
export function hashInThread(folded: string, cost: number): Promise<string> {
  return runInThread('hash', { folded, cost });
}

/** Whether the hash was made of it. @throws what `runInThread` throws */
export function verifyInThread(folded: string, passwordHash: string): Promise<boolean> {
  return runInThread('verify', { folded, passwordHash });
}
