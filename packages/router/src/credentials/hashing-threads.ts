import { availableParallelism } from 'node:os';
import type { Piscina } from 'piscina';

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
  opened ??= openHashingThreads();
  return opened;
}

/** A bcrypt hash. Throws Error when its thread dies. */
export async function hashInThread(folded: string, cost: number): Promise<string> {
  return (await hashingThreads()).run({ folded, cost }, { name: 'hash' });
}

/** Whether the hash was made of it. Throws Error when its thread dies. */
export async function verifyInThread(folded: string, passwordHash: string): Promise<boolean> {
  return (await hashingThreads()).run({ folded, passwordHash }, { name: 'verify' });
}
