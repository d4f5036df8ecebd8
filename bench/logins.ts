import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { logIn, prepareDatabase, startServer } from './benched-server.ts';
import type { LoginReport } from './login-load.ts';
import { startStorm } from './login-storm.ts';
import { formatTable } from './output.ts';
import { connect, type Latency, measureLatency } from './probe.ts';

// Do logins starve other calls? See README.md.

const LOGINS_IN_FLIGHT = 500;
const ACCOUNTS = 8;
const ISSUES = 1000;
const QUIET_SECONDS = 6;
const LOADED_SECONDS = 15;
const CALLS_PER_SECOND = 40;
const P99_LIMIT_MS = 500;
const PASSWORD = 'correct horse battery staple';

/** Until the load is at its height. */
const WARM_UP_SECONDS = 3;

/** Seconds that a refused login waits before it comes again. The server asks for 6; this crowd does not listen. */
const { pause } = parseArgs({ options: { pause: { type: 'string', default: '0' } } }).values;

const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
try {
  process.exitCode = await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns the status to exit with */
async function run(): Promise<number> {
  write(`Making ${ACCOUNTS} accounts and ${ISSUES} issues …`);
  const usernames = Array.from({ length: ACCOUNTS }, (_, index) => `user-${index}`);
  await prepareDatabase(folder, { usernames, password: PASSWORD, issues: ISSUES });
  const server = await startServer(folder);
  try {
    const token = await logIn(server.address, { username: 'user-0', password: PASSWORD });
    const calls = [{ path: '/health/ready' }, { path: '/api/v1/issues', token }];
    const measure = (seconds: number) =>
      measureLatency(server.address, { calls, seconds, callsPerSecond: CALLS_PER_SECOND });
    await connect(server.address);
    write(`Measuring for ${QUIET_SECONDS} s without logins …`);
    const quiet = await measure(QUIET_SECONDS);
    write(`Measuring for ${LOADED_SECONDS} s with ${LOGINS_IN_FLIGHT} logins in flight …`);
    const load = await startStorm({
      address: server.address,
      usernames,
      password: PASSWORD,
      inFlight: LOGINS_IN_FLIGHT,
      pauseMs: Number(pause) * 1000,
    });
    await measure(WARM_UP_SECONDS);
    const loaded = await measure(LOADED_SECONDS);
    return print({ quiet, loaded, logins: await load.stop() });
  } finally {
    await server.stop();
  }
}

type Result = { quiet: Latency[]; loaded: Latency[]; logins: LoginReport };

function print({ quiet, loaded, logins }: Result): number {
  const rows = [...quiet.map((one) => row('quiet', one)), ...loaded.map((one) => row('500 logins', one))];
  write(`\n${formatTable([['load', 'call', 'calls', 'p50', 'p99', 'max', 'failed'], ...rows])}\n`);
  const { statuses, seconds, slowestMs } = logins;
  const answers = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  write(
    `Logins in ${seconds.toFixed(0)} s: ${answers.join(', ')}; the slowest took ${(slowestMs / 1000).toFixed(1)} s`,
  );
  const slow = [...quiet, ...loaded].filter(({ p99, failed }) => failed > 0 || p99 >= P99_LIMIT_MS);
  write(slow.length === 0 ? `Every p99 is below ${P99_LIMIT_MS} ms.` : `A p99 is not below ${P99_LIMIT_MS} ms.`);
  return slow.length === 0 ? 0 : 1;
}

function row(load: string, { path, calls, p50, p99, max, failed }: Latency): string[] {
  return [load, `GET ${path}`, String(calls), ...[p50, p99, max].map((ms) => `${ms.toFixed(1)} ms`), String(failed)];
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
