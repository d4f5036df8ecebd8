import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addressOf, start, statusAtExit } from './testing-process.ts';

const production = { ENVIRONMENT: 'production', SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8' };

/** What the process holds in memory, in MB, as the kernel counts it (VmRSS in proc_pid_status(5)). */
function residentMegabytes(pid: number | undefined): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

// Only Linux has /proc.
test.runIf(process.platform === 'linux')(
  'gives back what only starting needed, and keeps what it compiled',
  async () => {
    const first = await start(production); // keeps what it has compiled
    await addressOf(first);
    first.kill('SIGTERM');
    expect(await statusAtExit(first)).toBe(0);

    const second = await start(production);
    const address = await addressOf(second);
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    // 106 to 111, once what V8 gives back has gone back, for which it has threads that wait for a core beside other
    // tests; 132 to 141 when nothing is given back.
    await expect.poll(() => residentMegabytes(second.pid), { timeout: 10_000 }).toBeLessThan(120);
  },
);
