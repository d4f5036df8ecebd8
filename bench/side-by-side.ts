import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareOne } from './benched-data.ts';
import { isPinning, LOAD_CORE, pinSelf } from './pinned.ts';
import { CASES, type Case } from './side-by-side/cases.ts';
import { LINES, startAll } from './side-by-side/field.ts';
import { goalsOf } from './side-by-side/goals.ts';
import { latencyTable, measureLatencies } from './side-by-side/latency.ts';
import { type Contender, compareAnswers, measureCase, type Plan } from './side-by-side/measure.ts';
import { measureStart } from './side-by-side/start.ts';
import { limitsOf, mediansOf, type Results, tableOf } from './side-by-side/table.ts';

// How much of what the machine can do is left, with Docket and with others? See README.md.

const { values } = parseArgs({
  allowNegative: true,
  options: {
    cases: { type: 'string', default: CASES.join(';') },
    servers: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '2' },
    seconds: { type: 'string', default: '3' },
    issues: { type: 'string', default: '100000' },
    logins: { type: 'string', default: '20' },
    start: { type: 'boolean', default: true },
    awake: { type: 'boolean', default: true },
  },
});
const plan: Plan = {
  rounds: Number(values.rounds),
  warmUp: Number(values['warm-up']),
  seconds: Number(values.seconds),
  issues: Number(values.issues),
  logins: Number(values.logins),
  awake: values.awake,
};
const cases = values.cases.split(';').map(caseNamed);
const wanted = values.servers.toLowerCase().split(';');
const lines = LINES.filter(({ name }) => wanted.some((part) => name.toLowerCase().includes(part)));

const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
const stops: (() => Promise<void>)[] = [];
try {
  await run();
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  describeMachine();
  write(`Making ${plan.issues} issues …`);
  const token = await prepareOne({ folder, issues: plan.issues });
  pinSelf(LOAD_CORE);
  const running = await startAll(lines, folder, ({ stop }) => stops.push(stop));
  const contenders = lines.flatMap((line): Contender[] => {
    const peer = running.get(line.server);
    return peer ? [{ ...line, address: peer.address, pid: peer.pid, token }] : [];
  });
  write(`Measuring, ${plan.rounds} rounds of ${plan.seconds} s each …`);
  const results: Results = new Map();
  for (const name of cases) {
    await compareAnswers(name, contenders, plan); // not all at the beginning: comparing 'create' changes the lists
    results.set(name, await measureCase(name, contenders, plan));
  }
  write('All gave the same answers.');
  write(`\n${tableOf(results)}`);
  for (const line of limitsOf(results)) write(`\n${line}`);
  const medians = mediansOf(results);
  const latencies = await measureLatencies(contenders, medians, plan);
  if (latencies.length > 0) write(`\n${latencyTable(latencies)}`);
  await stopAll();
  const start = values.start
    ? await measureStart(folder, { times: plan.rounds, idleSeconds: plan.seconds * 3 }) // it gives back memory after 5 s
    : undefined;
  write(`\n${goalsOf({ medians, latencies, start })}`);
}

async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

function describeMachine(): void {
  write(`${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.versions.node}`);
  write(`Load average of the last minute: ${loadavg()[0]?.toFixed(1)}, before this had any part in it`);
  if (!isPinning) write('There is no taskset or no second core here: server and load share whatever cores there are');
}

function caseNamed(given: string): Case {
  const found = CASES.find((name) => name === given);
  if (found) return found;
  throw new Error(`--cases: there is no "${given}", but ${CASES.join('; ')}`);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
