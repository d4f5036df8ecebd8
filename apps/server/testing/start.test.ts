import { readFileSync } from 'node:fs';
import { addressOf, start, statusAtExit } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

const production = { ENVIRONMENT: 'production', SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8' };

/**
 * What the process has made for itself, in MB (RssAnon in proc_pid_status(5)). Beside it the kernel counts the pages of
 * the file `node` that it happens to have mapped, which all processes share: 57 MB, or 82 where node was just installed.
 */
function ownMegabytes(pid: number | undefined): number {
  const [, kilobytes] = /RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
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

    const server = await start(production);
    const address = await addressOf(server);
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    // 49 to 53; 67 in a start that finds nothing compiled, 76 and more when nothing is given back.
    expect(ownMegabytes(server.pid)).toBeLessThan(60);
  },
);
