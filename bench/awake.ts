import { isPinning } from './pinned.ts';

/** A turn of an event loop that finds nothing to do is shorter, and one that reads a single answer is longer. */
const EMPTY_TURN_MS = 0.005;

/**
 * Does the work of a load, and tells in which share of the time it had any.
 *
 * Where the load has a core of its own, that core does not sleep meanwhile. On a virtual machine a core that has slept
 * for more than 50 µs (`guest_halt_poll_ns` in Linux's documentation of haltpoll) has to be woken through the
 * hypervisor, by whoever sends to it: some 30 µs for each answer, but only of a server that takes longer than these
 * 50 µs between two answers.
 */
export async function whileAwake<T>(work: () => Promise<T>, isWanted = true): Promise<{ result: T; busy: number }> {
  const start = performance.now();
  if (!isPinning || !isWanted) {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    return { result, busy: (user + system) / 1000 / (performance.now() - start) };
  }
  let last = start;
  let idle = 0;
  let isOver = false;

  function turn(): void {
    if (isOver) return;
    const now = performance.now();
    if (now - last <= EMPTY_TURN_MS) idle += now - last;
    last = now;
    setImmediate(turn);
  }

  turn();
  try {
    const result = await work();
    return { result, busy: 1 - idle / (performance.now() - start) };
  } finally {
    isOver = true;
  }
}
