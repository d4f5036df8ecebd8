import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logIn, prepareDatabase, startServer } from './benched-server.ts';
import { formatTable } from './output.ts';
import { connect, type Latency, measureLatency } from './probe.ts';
import { type Call, measureRate, type Rate } from './rate.ts';

// What do several processes on one SQLite file bring, and what do they cost? See README.md.

const WORKERS = [1, 2, 4];
const SECONDS = 6;
const CONNECTIONS = 16;
const ISSUES = 1000;
const READS_PER_SECOND = 100;
const PASSWORD = 'correct horse battery staple';

const body = { title: 'It happens', description: 'It happens now and then' };
const readOne: Call = {
  name: 'read',
  requests: Array.from({ length: ISSUES }, (_, at) => ({ method: 'GET', path: `/api/v1/issues/${at + 1}` })),
  status: 200,
};
const create: Call = { name: 'create', requests: [{ method: 'POST', path: '/api/v1/issues', body }], status: 201 };

const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
try {
  await prepareDatabase(folder, { usernames: ['ada'], password: PASSWORD, issues: ISSUES });
  const rows: string[][] = [];
  for (const workers of WORKERS) rows.push(row(workers, await measure(workers)));
  const head = [
    'workers',
    'reads/s',
    'writes/s',
    'writes/s, with reads',
    'read p50',
    'read p99',
    'read max',
    'failed reads',
  ];
  process.stdout.write(`${formatTable([head, ...rows])}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Result = { reads: Rate; writes: Rate; mixed: Rate; latency: Latency[] };

async function measure(workers: number): Promise<Result> {
  const server = await startServer(folder, { workers });
  try {
    const { address } = server;
    const token = await logIn(address, { username: 'ada', password: PASSWORD });
    const target = { address, token };
    const load = { seconds: SECONDS, connections: CONNECTIONS };
    await measureRate(target, readOne, { ...load, seconds: 2 }); // until everything is compiled
    const reads = await measureRate(target, readOne, load);
    const writes = await measureRate(target, create, load);
    await connect(address);
    const calls = [{ path: '/api/v1/issues/1', token }];
    const [mixed, latency] = await Promise.all([
      measureRate(target, create, load),
      measureLatency(address, { calls, seconds: SECONDS, callsPerSecond: READS_PER_SECOND }),
    ]);
    return { reads, writes, mixed, latency };
  } finally {
    await server.stop();
  }
}

function row(workers: number, { reads, writes, mixed, latency }: Result): string[] {
  const failedReads = latency.reduce((sum, one) => sum + one.failed, 0);
  const [read = { p50: 0, p99: 0, max: 0 }] = latency;
  const times = [read.p50, read.p99, read.max].map((ms) => `${ms.toFixed(1)} ms`);
  const rates = [reads, writes, mixed].map(({ perSecond }) => perSecond.toFixed(0));
  return [String(workers), ...rates, ...times, String(failedReads)];
}
