import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startServer } from '../benched-server.ts';
import { median } from '../output.ts';
import { residentMegabytes } from '../pinned.ts';

/** `ms`: from starting the process to the first answer. `megabytes`: what it keeps in memory when it has nothing to do. */
export type Start = { ms: number; megabytes: number };

type Starts = { times: number; idleSeconds: number };

// biome-ignore lint/style/noProcessEnv: which pnpm runs us, and what it needs to run another script
const { npm_execpath: pnpm, PATH } = process.env;
const start = pnpm ? { command: [pnpm, 'start'], env: { PATH } } : {};

/** Starts Docket on fresh databases with `pnpm start` (without pnpm, its script), with all cores and nothing else running. */
export async function measureStart(folder: string, { times, idleSeconds }: Starts): Promise<Start> {
  const starts: Start[] = [];
  for (let time = 0; time < times; time += 1) {
    const own = join(folder, `start-${time}`);
    mkdirSync(own);
    starts.push(await startOnce(own, time === times - 1 ? idleSeconds : 0));
  }
  return { ms: median(starts.map(({ ms }) => ms)), megabytes: starts.at(-1)?.megabytes ?? Number.NaN };
}

async function startOnce(folder: string, idleSeconds: number): Promise<Start> {
  const begun = performance.now();
  const server = await startServer(folder, start);
  try {
    const { ok, status } = await fetch(`${server.address}/health/ready`);
    if (!ok) throw new Error(`The first request was answered with ${status}`);
    const ms = performance.now() - begun;
    await wait(idleSeconds * 1000);
    return { ms, megabytes: residentMegabytes(server.pid) };
  } finally {
    await server.stop('SIGTERM'); // as it is stopped in practice, which writes the cache of compiled code
  }
}
