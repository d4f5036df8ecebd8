import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logIn, prepareDatabase, startServer } from './benched-server.ts';
import { runClosedLoop, type Throughput } from './closed-loop.ts';
import { formatTable } from './output.ts';
import { connect, type Latency, measureLatency } from './probe.ts';

// What do several processes on one SQLite file bring, and what do they cost? See README.md.

const WORKERS = [1, 2, 4];
const SECONDS = 6;
const CLIENTS = 16;
const ISSUES = 1000;
const READS_PER_SECOND = 100;
const PASSWORD = 'correct horse battery staple';

const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
try {
  await prepareDatabase(folder, { usernames: ['ada'], password: PASSWORD, issues: ISSUES });
  const rows: string[][] = [];
  for (const workers of WORKERS) rows.push(row(workers, await measure(workers)));
  const head = ['workers', 'reads/s', 'writes/s', 'writes/s, with reads', 'read p50', 'read p99', 'read max', 'failed'];
  process.stdout.write(`${formatTable([head, ...rows])}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Result = { reads: Throughput; writes: Throughput; mixed: Throughput; latency: Latency[] };

async function measure(workers: number): Promise<Result> {
  const server = await startServer(folder, { workers });
  try {
    const { address } = server;
    const token = await logIn(address, { username: 'ada', password: PASSWORD });
    const headers = { authorization: `Bearer ${token}` };
    const load = { clients: CLIENTS, seconds: SECONDS };
    const readOne = (client: number, turn: number) => {
      return { headers, path: `/api/v1/issues/${((client * 31 + turn) % ISSUES) + 1}` };
    };
    const json = { title: 'It happens', description: 'It happens now and then' };
    const create = () => ({ headers, method: 'POST', path: '/api/v1/issues', json });
    await runClosedLoop(address, { ...load, seconds: 2, callOf: readOne }); // until everything is compiled
    const reads = await runClosedLoop(address, { ...load, callOf: readOne });
    const writes = await runClosedLoop(address, { ...load, callOf: create });
    await connect(address);
    const calls = [{ path: '/api/v1/issues/1', token }];
    const [mixed, latency] = await Promise.all([
      runClosedLoop(address, { ...load, callOf: create }),
      measureLatency(address, { calls, seconds: SECONDS, callsPerSecond: READS_PER_SECOND }),
    ]);
    return { reads, writes, mixed, latency };
  } finally {
    await server.stop();
  }
}

function row(workers: number, { reads, writes, mixed, latency }: Result): string[] {
  const failed = Object.assign({}, reads.failed, writes.failed, mixed.failed);
  const failedReads = latency.reduce((sum, one) => sum + one.failed, 0);
  const failures = [...Object.entries(failed).map(([what, count]) => `${count} × ${what}`), `${failedReads} reads`];
  const [read = { p50: 0, p99: 0, max: 0 }] = latency;
  const times = [read.p50, read.p99, read.max].map((ms) => `${ms.toFixed(1)} ms`);
  const rates = [reads, writes, mixed].map(({ perSecond }) => perSecond.toFixed(0));
  return [String(workers), ...rates, ...times, failures.join(', ')];
}
