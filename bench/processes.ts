import { deepStrictEqual } from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@docket/kit/postgres';
import { LOGIN, prepareBoth, spread } from './benched-data.ts';
import { logIn, startServer } from './benched-server.ts';
import { formatTable, median } from './output.ts';
import { answersTo, type Call, measureRate, type Rate, type Target } from './rate.ts';

// How much do processes on PostgreSQL answer, against one on SQLite? See README.md.

/** As in production: PostgreSQL's own defaults, with a place for each connection of seven processes. */
const POSTGRES_SETTINGS = { max_connections: '200' };

const CONNECTIONS = 32;

/** Answers of each server that are compared before anything is measured. */
const COMPARED = 20;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    issues: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '1,2,4' },
    postgresql: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const issues = Number(values.issues);
const workersOnPostgres = values.workers.split(',').map(Number);

const body = { title: 'An issue of the benchmark', description: 'It happens now and then', labels: ['label-1'] };
const calls: Call[] = [
  {
    name: 'get one',
    requests: spread(issues).map((number) => ({ method: 'GET', path: `/api/v1/issues/${number}` })),
    status: 200,
  },
  { name: 'list 20', requests: [{ method: 'GET', path: '/api/v1/issues?size=20' }], status: 200 },
  { name: 'create', requests: [{ method: 'POST', path: '/api/v1/issues', body }], status: 201 },
];

type Benched = Target & { name: string; stop(): Promise<void> };

const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
const postgres = values.postgresql ? undefined : await startPostgres(POSTGRES_SETTINGS);
const servers: Benched[] = [];
try {
  await run(values.postgresql ?? postgres?.server ?? '');
} finally {
  for (const server of servers) await server.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function run(postgresUrl: string): Promise<void> {
  write(`${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.versions.node}`);
  write(`Load average of the last minute: ${loadavg()[0]?.toFixed(1)}, before this had any part in it`);
  write(`Making ${issues} issues on both engines …`);
  await prepareBoth({ folder, postgresUrl, issues });
  servers.push(await start('SQLite, 1 process', 1));
  for (const workers of workersOnPostgres) {
    servers.push(
      await start(`PostgreSQL, ${workers} ${workers === 1 ? 'process' : 'processes'}`, workers, postgresUrl),
    );
  }
  for (const call of calls) await compareAnswers(call);
  write(`Measuring, ${rounds} rounds of ${seconds} s each …`);
  // Creating comes last, because it makes the lists longer.
  const rows: string[][] = [];
  for (const call of calls) rows.push(...rowsOf(call, await measure(call)));
  write(`\n${formatTable([['call', 'server', 'median', 'lowest', 'highest', 'p99', 'to SQLite'], ...rows])}`);
}

/** Each server has a folder for its log; only that on SQLite finds its database there. */
async function start(name: string, workers: number, databaseUrl?: string): Promise<Benched> {
  const own = databaseUrl ? join(folder, String(workers)) : folder;
  mkdirSync(own, { recursive: true });
  const { address, stop } = await startServer(own, { workers, ...(databaseUrl && { databaseUrl }) });
  return { name, address, token: await logIn(address, LOGIN), stop };
}

/** The servers take turns, so that whatever else the machine does hits them alike. */
async function measure(call: Call): Promise<Map<Benched, Rate[]>> {
  const measured = new Map(servers.map((server) => [server, [] as Rate[]]));
  const load = { seconds, connections: CONNECTIONS };
  const warmUp = { ...load, seconds: seconds / 2 }; // until its code is compiled
  for (const server of servers) await measureRate(server, call, warmUp);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [server, rates] of measured) rates.push(await measureRate(server, call, load));
  }
  return measured;
}

/** Whoever gives another answer than SQLite, but for what is drawn anew for each issue, does other work. */
async function compareAnswers(call: Call): Promise<void> {
  const [first, ...others] = await Promise.all(servers.map((server) => answersTo(server, call, COMPARED)));
  for (const other of others) deepStrictEqual(other.map(withoutDrawn), first?.map(withoutDrawn));

  function withoutDrawn(answer: unknown): unknown {
    if (call.status !== 201 || typeof answer !== 'object') return answer;
    return { ...answer, id: '', key: '', number: 0, created_at: '', updated_at: '' };
  }
}

function rowsOf({ name }: Call, measured: Map<Benched, Rate[]>): string[][] {
  const medians = [...measured].map(([server, rates]) => ({ server, rates, median: median(rates.map(perSecond)) }));
  return medians.map(({ server, rates, median: middle }) => {
    const inOrder = rates.map(perSecond).sort((one, other) => one - other);
    const toSqlite = middle / (medians[0]?.median ?? Number.NaN);
    const shown = [middle, inOrder[0], inOrder.at(-1)].map((rate) => `${rate?.toFixed(0)}/s`);
    return [name, server.name, ...shown, `${median(rates.map(({ p99 }) => p99)).toFixed(0)} ms`, toSqlite.toFixed(2)];
  });
}

function perSecond(rate: Rate): number {
  return rate.perSecond;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
