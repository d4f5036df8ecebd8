import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkSettings, openDocket } from '@docket/router';
import { LOGIN } from './benched-data.ts';
import { type BenchedServer, settingsIn, startServer } from './benched-server.ts';
import { formatTable, percentile } from './output.ts';
import { connect, measureLatency } from './probe.ts';
import { collectGarbage } from './streams/garbage.ts';
import { type Door, openReaders, type Reader } from './streams/readers.ts';

// What do streams cost that wait, and how soon do those who watch hear of a write? See README.md.

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '5000' },
    /** How many of them hear of the writes. */
    watching: { type: 'string', default: '1000' },
    doors: { type: 'string', default: 'rest,trpc,websocket' },
    /** One write in each second. */
    seconds: { type: 'string', default: '20' },
    /** Until memory is measured: what opening them left is given back by then. */
    settle: { type: 'string', default: '15' },
  },
});
const streams = Number(values.streams);
const watching = Number(values.watching);
const seconds = Number(values.seconds);

/** Of a user. */
const MOST_STREAMS = 10;

const PROBES_PER_SECOND = 20;

const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
try {
  write(
    `${cpus().length} cores (${cpus()[0]?.model}), Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const tokens = await makeUsers(Math.ceil(streams / MOST_STREAMS));
  const head = ['door', '', 'streams', 'KB each', 'CPU to open', 'CPU a message', 'heard p50', 'p99', 'max'];
  for (const door of values.doors.split(',') as Door[]) {
    const measured = await measureDoor(door, tokens);
    write(formatTable([[...head, 'call p99 alone', 'with streams', 'with writes'], measured]));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A token for each of so many users. */
async function makeUsers(count: number): Promise<string[]> {
  const docket = await openDocket(checkSettings({ ...settingsIn(folder), BCRYPT_COST: '4' }));
  const script = docket.caller({ system: 'bench' });
  const tokens: string[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const username = `user-${nth}`;
    await script.user.create({ ...LOGIN, username, email: `${username}@example.org` });
    tokens.push((await docket.caller('anonymous').auth.login({ ...LOGIN, username })).access_token);
  }
  await docket.close();
  return tokens;
}

async function measureDoor(door: Door, tokens: string[]): Promise<string[]> {
  const server = await startServer(folder);
  try {
    const token = tokens[0] ?? '';
    await connect(server.address);
    const alone = await callsBeside(server, { token, writes: 0, heardBy: [] });
    await wait(Number(values.settle) * 1000);
    await collectGarbage(server);
    const before = { memory: memoryOf(server), cpu: cpuOf(server) };
    const readers = await openAll(door, { server, tokens });
    const opened = cpuOf(server) - before.cpu;
    await wait(Number(values.settle) * 1000);
    await collectGarbage(server);
    const memory = memoryOf(server) - before.memory;
    const idle = await callsBeside(server, { token, writes: 0, heardBy: [] });
    const busy = await callsBeside(server, { token, writes: seconds, heardBy: readers.slice(0, watching) });
    for (const reader of readers) reader.close();
    const cells = [
      (memory / 1024 / streams).toFixed(1),
      `${(opened / streams).toFixed(2)} ms`,
      `${(((busy.cpu - idle.cpu) * 1000) / (seconds * watching)).toFixed(0)} µs`,
      ...[50, 99, 100].map((percent) => `${percentile(busy.heard, percent).toFixed(0)} ms`),
      ...[alone, idle, busy].map(({ p99 }) => `${p99.toFixed(0)} ms`),
    ];
    return [door, '', String(streams), ...cells];
  } finally {
    await server.stop();
  }
}

type Opening = { server: BenchedServer; tokens: string[] };

/** The first of them watch labels, and the others what does not happen. */
function openAll(door: Door, { server, tokens }: Opening): Promise<Reader[]> {
  return openReaders(
    Array.from({ length: streams }, (_, nth) => ({
      address: server.address,
      door,
      token: tokens[nth % tokens.length] ?? '',
      type: nth < watching ? 'label.created' : 'milestone.deleted',
    })),
  );
}

type Beside = { token: string; writes: number; heardBy: Reader[] };

/** What other calls notice for so many seconds, and how long after each write was sent it is heard. */
async function callsBeside(server: BenchedServer, { token, writes, heardBy }: Beside) {
  const cpu = cpuOf(server);
  const calls = [{ path: '/api/v1/issues', token }];
  const measuring = measureLatency(server.address, { calls, seconds, callsPerSecond: PROBES_PER_SECOND });
  const heard: number[] = [];
  for (let nth = 0; nth < writes; nth += 1) {
    const began = performance.now();
    const hearing = Promise.all(heardBy.map((reader) => reader.heard('label.created')));
    await createLabel(server, token);
    heard.push(...(await hearing).map((at) => at - began));
    await wait(Math.max(0, 1000 - (performance.now() - began)));
  }
  const [latency] = await measuring;
  if (latency?.failed) write(`${latency.failed} calls took longer than five seconds`);
  return { heard, p99: latency?.p99 ?? Number.NaN, cpu: cpuOf(server) - cpu };
}

/** Asks again while the server is busy, which counts. */
async function createLabel({ address }: Pick<BenchedServer, 'address'>, token: string): Promise<void> {
  const { status } = await fetch(`${address}/api/v1/labels`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: crypto.randomUUID() }),
  });
  if (status === 503) return createLabel({ address }, token);
  if (status !== 201) throw new Error(`The write was answered with ${status}`);
}

/** Bytes that are resident (proc(5), VmRSS). */
function memoryOf({ pid }: BenchedServer): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Milliseconds of the processor (proc(5), utime and stime in hundredths of a second). */
function cpuOf({ pid }: BenchedServer): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
