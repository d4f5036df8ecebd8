import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import SqliteConnection from 'better-sqlite3';
import { prepareOne, spread } from './benched-data.ts';
import { formatTable } from './output.ts';
import { prepareReads, TUNED } from './peers/floor-statements.ts';

// Would reads in a thread of their own take work off the event loop? See README.md.

const ISSUES = 10_000;
const CALLS = 30_000;
/** Calls under way at a time, as of so many clients. */
const IN_FLIGHT = 32;

type Read = { size: number } | { number: number };

/** What a call needs: the JSON of an issue, or of the newest issues. */
function openReads(file: string): (read: Read) => string {
  const reads = prepareReads(new SqliteConnection(file, { readonly: true }), TUNED);
  return (read) =>
    JSON.stringify('size' in read ? reads.list({ size: read.size, page: 1 }) : reads.get(String(read.number)));
}

if (isMainThread) await compare();
else serve(workerData as string);

/** Answers with the text alone: the least that a thread can send. */
function serve(file: string): void {
  const read = openReads(file);
  parentPort?.on('message', (message: Read) => parentPort?.postMessage(read(message)));
}

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
  try {
    await prepareOne({ folder, issues: ISSUES });
    process.stdout.write(`${formatTable(await compareOn(join(folder, 'docket.db')))}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareOn(file: string): Promise<string[][]> {
  const worker = new Worker(new URL(import.meta.url), { workerData: file });
  const here = openReads(file);
  const numbers = spread(ISSUES);
  const cases: [string, (at: number) => Read][] = [
    ['get one', (at) => ({ number: numbers[at % numbers.length] ?? 1 })],
    ['list 20', () => ({ size: 20 })],
  ];
  const rows = [['case', 'reads in', 'calls', 'event loop, each']];
  for (const [name, readAt] of cases) {
    const inLoop = () => Promise.resolve(runHere(here, readAt));
    const inThread = () => runThere(worker, readAt);
    for (const [place, run] of [['the event loop', inLoop] as const, ['a thread', inThread] as const]) {
      await run(); // until everything is compiled
      rows.push([name, place, ...(await measured(run))]);
    }
  }
  await worker.terminate();
  return rows;
}

function runHere(here: (read: Read) => string, readAt: (at: number) => Read): void {
  for (let at = 0; at < CALLS; at += 1) here(readAt(at));
}

async function runThere(worker: Worker, readAt: (at: number) => Read): Promise<void> {
  for (let at = 0; at < IN_FLIGHT; at += 1) worker.postMessage(readAt(at));
  let sent = IN_FLIGHT;
  const count = () => {
    if (sent < CALLS) worker.postMessage(readAt(sent));
    sent += 1;
    if (sent === CALLS + IN_FLIGHT) worker.emit('done');
  };
  worker.on('message', count);
  await once(worker, 'done');
  worker.off('message', count);
}

/** Calls per second, and processor time of the event loop's thread for each. */
async function measured(run: () => Promise<void>): Promise<[perSecond: string, each: string]> {
  const before = process.threadCpuUsage();
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.threadCpuUsage(before);
  return [`${(CALLS / seconds).toFixed(0)}/s`, `${((user + system) / CALLS).toFixed(1)} µs`];
}
