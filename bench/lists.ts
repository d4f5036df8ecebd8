import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { queryPostgres, startPostgres } from '@docket/kit/postgres';
import type { Docket } from '@docket/router';
import { backendsOf } from './backends.ts';
import { LOGIN } from './benched-data.ts';
import { logIn, startServer } from './benched-server.ts';
import { type Case, DEAREST_PATHS, day, dearest, orders } from './lists/cases.ts';
import { openFilled } from './lists/data.ts';
import { formatTable, median } from './output.ts';
import { connect, type Latency, measureLatency } from './probe.ts';

// Does what a call costs grow with the database, and does the dearest call stop others? See README.md.

const { values } = parseArgs({
  options: {
    issues: { type: 'string', default: '20000,100000,1000000' },
    engines: { type: 'string', default: 'sqlite,postgresql' },
    rounds: { type: 'string', default: '15' },
    /** Without each filter in each order. */
    brief: { type: 'boolean', default: false },
    /** Of one user's dearest calls, beside which others are measured. */
    seconds: { type: 'string', default: '10' },
  },
});
const sizes = values.issues.split(',').map(Number);
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const DEAREST_PER_SECOND = 20;
const OTHERS_PER_SECOND = 20;

/** Until code is compiled and statements are prepared. */
const WARM_UP = 30;

/** Median milliseconds of one call: from its beginning to its end, and of the processor in our process and PostgreSQL's. */
type Cost = { time: number; cpu: number };

type Filled = { folder: string; databaseUrl: string; issues: number };

type Opened = { docket: Docket; databaseUrl: string };

write(`${cpus().length} cores (${cpus()[0]?.model}), Node ${process.versions.node}`);
for (const engine of values.engines.split(',')) await measureEngine(engine);

async function measureEngine(engine: string): Promise<void> {
  const postgres = engine === 'postgresql' ? await startPostgres({ max_connections: '50' }) : undefined;
  const folders = sizes.map(() => mkdtempSync(join(tmpdir(), 'docket-bench-')));
  try {
    const filled: Filled[] = [];
    for (const [at, issues] of sizes.entries()) {
      const databaseUrl = postgres ? await newDatabase(postgres.server, issues) : '';
      filled.push({ folder: folders[at] as string, databaseUrl, issues });
    }
    await measureSizes(filled, engine);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    await postgres?.stop();
  }
}

async function measureSizes(filled: Filled[], engine: string): Promise<void> {
  const opened: Opened[] = [];
  for (const one of filled) {
    write(`${engine}: making ${one.issues} issues …`);
    opened.push({ docket: await openFilled(one), databaseUrl: one.databaseUrl });
    if (one.databaseUrl) await queryPostgres(one.databaseUrl, 'vacuum analyze'); // which its daemon would do in time
  }
  write(`\n${engine}: milliseconds of a call, and of the processor\n`);
  const head = ['call', '', ...sizes.map((issues) => `${issues} issues`), 'last to first'];
  const rows: string[][] = [];
  for (const one of values.brief ? [...day, ...dearest] : [...day, ...dearest, ...orders])
    rows.push(rowOf(one.name, await measureCase(one, opened)));
  write(`${formatTable([head, ...rows])}\n`);
  for (const { docket } of opened) await docket.close();
  if (seconds === 0) return;
  const beside: string[][] = [];
  for (const one of filled) beside.push(...(await measureBeside(one)));
  write(`${formatTable([['beside', 'call', 'issues', 'p50', 'p99', 'max', 'failed'], ...beside])}\n`);
}

async function newDatabase(server: string, issues: number): Promise<string> {
  const name = `lists_${issues}`;
  await queryPostgres(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** The databases take turns, so that a machine that is slow for a while is so for all of them. */
async function measureCase({ call }: Case, opened: Opened[]): Promise<Cost[]> {
  const callers = opened.map(({ docket, databaseUrl }) => ({
    caller: docket.caller({ user: LOGIN.username }),
    backends: backendsOf(databaseUrl),
  }));
  const measured = callers.map((): Cost[] => []);
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    for (const [at, { caller, backends }] of callers.entries()) {
      const spent = backends();
      const cpu = process.cpuUsage();
      const began = performance.now();
      await call(caller, round);
      const time = performance.now() - began;
      const { user, system } = process.cpuUsage(cpu);
      if (round >= WARM_UP) measured[at]?.push({ time, cpu: (user + system) / 1000 + backends() - spent });
    }
  }
  return measured.map((costs) => ({
    time: median(costs.map(({ time }) => time)),
    cpu: median(costs.map(({ cpu }) => cpu)),
  }));
}

/** Others and the liveness probe, alone and while one user sends the dearest calls. */
async function measureBeside({ folder, databaseUrl, issues }: Filled): Promise<string[][]> {
  const server = await startServer(folder, { databaseUrl });
  try {
    const token = await logIn(server.address, LOGIN);
    const calls = [
      { path: '/api/v1/issues/50', token },
      { path: '/api/v1/issues?status=open', token },
      { path: '/health/live' },
    ];
    const others = () => measureLatency(server.address, { calls, seconds, callsPerSecond: OTHERS_PER_SECOND });
    await connect(server.address);
    const alone = await others();
    const attack = DEAREST_PATHS.map((path) => ({ path, token }));
    const callsPerSecond = DEAREST_PER_SECOND / attack.length;
    const [loaded, attacks] = await Promise.all([
      others(),
      measureLatency(server.address, { calls: attack, seconds, callsPerSecond }),
    ]);
    const rows = (load: string, measured: Latency[]) => measured.map((one) => besideRow(load, one, issues));
    return [...rows('nothing', alone), ...rows('the dearest', loaded), ...rows('themselves', attacks)];
  } finally {
    await server.stop();
  }
}

function besideRow(load: string, { path, p50, p99, max, failed }: Latency, issues: number): string[] {
  return [load, path, String(issues), ...[p50, p99, max].map((ms) => `${ms.toFixed(1)} ms`), String(failed)];
}

/** Compared is what the processor did: other processes wait for it, too. */
function rowOf(name: string, costs: Cost[]): string[] {
  const [first, last] = [costs[0], costs.at(-1)];
  const ratio = first && last && costs.length > 1 ? (last.cpu / first.cpu).toFixed(2) : '–';
  return [name, '', ...costs.map(({ time, cpu }) => `${time.toFixed(2)} (${cpu.toFixed(2)})`), ratio];
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
