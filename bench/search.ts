import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countDue, type Database, indexAll, indexIssues, tidyIndex } from '@docket/db';
import { queryPostgres, startPostgres } from '@docket/kit/postgres';
import type { Docket } from '@docket/router';
import { setAllDue } from '../packages/db/src/search/due.ts';
import { ChangedWords } from '../packages/router/src/visibility/indexing.ts';
import { backendsOf } from './backends.ts';
import { LOGIN } from './benched-data.ts';
import { openFilled } from './lists/data.ts';
import { formatTable } from './output.ts';
import { type Meter, measureDearest, measureDrawn } from './search/searches.ts';
import { sizes } from './search/sizes.ts';
import { textsOf, writeTexts } from './search/texts.ts';

// What do the index of words and searches cost? See README.md.

const { values } = parseArgs({
  options: {
    issues: { type: 'string', default: '100000' },
    comments: { type: 'string', default: '3' },
    engines: { type: 'string', default: 'sqlite,postgresql' },
    creates: { type: 'string', default: '500' },
    /** Drawn queries of each kind. */
    queries: { type: 'string', default: '200' },
  },
});
const [issues, comments, creates] = [Number(values.issues), Number(values.comments), Number(values.creates)];

write(`${cpus().length} cores (${cpus()[0]?.model}), Node ${process.versions.node}`);
write(`${issues} issues with ${comments} comments each`);
for (const engine of values.engines.split(',')) await measureEngine(engine);

async function measureEngine(engine: string): Promise<void> {
  const postgres =
    engine === 'postgresql' ? await startPostgres({ max_connections: '50', shared_buffers: '1GB' }) : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
  const databaseUrl = postgres?.server ?? '';
  const docket = await openFilled({ folder, databaseUrl, issues, comments });
  try {
    const { database } = docket;
    await writeTexts(database, issues);
    const seconds = await fill(database);
    if (databaseUrl) await queryPostgres(databaseUrl, 'vacuum analyze'); // which its daemon would do in time
    write(`\n${engine}: filled in within ${seconds.toFixed(0)} s\n\n${await sizes(database)}`);
    const meter = meterOf(databaseUrl);
    write(`\n${engine}: a create, milliseconds\n\n${await measureCreates(docket, meter)}`);
    await tidyIndex(database); // as a server does each minute
    const searches = { caller: docket.caller({ user: LOGIN.username }), meter, queries: Number(values.queries) };
    write(`\n${engine}: drawn queries, milliseconds of the processor\n\n${await measureDrawn(searches)}`);
    write(`\n${engine}: the dearest queries, milliseconds of the processor\n\n${await measureDearest(searches)}`);
  } finally {
    await docket.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of our process and PostgreSQL's sessions. */
function meterOf(databaseUrl: string): Meter {
  const backends = backendsOf(databaseUrl);
  return () => {
    const { user, system } = process.cpuUsage();
    return { own: (user + system) / 1000, backends: backends() };
  };
}

/** Seconds. */
async function fill(database: Database): Promise<number> {
  const began = performance.now();
  await database.write(setAllDue);
  await indexAll(database);
  if ((await countDue(database.read)) > 0) throw new Error('The index is not whole');
  return (performance.now() - began) / 1000;
}

type Cost = { time: number; cpu: number };

/** What a create costs with its words, and without: in turns. */
async function measureCreates({ database, caller }: Docket, meter: Meter): Promise<string> {
  const { issue } = caller({ user: LOGIN.username });
  const { index } = ChangedWords.prototype;
  const withWords: Cost = { time: 0, cpu: 0 };
  const without: Cost = { time: 0, cpu: 0 };
  const withoutWords: string[] = [];
  for (let at = -100; at < 2 * creates; at += 1) {
    const cost = at % 2 === 0 ? withWords : without;
    if (cost === without) ChangedWords.prototype.index = async () => undefined;
    const made = await costOf(meter, () => issue.create(textsOf(issues + 1000 + at)));
    ChangedWords.prototype.index = index;
    if (cost === without) withoutWords.push(made.result.id);
    if (at < 0) continue; // until code is compiled
    for (const unit of ['time', 'cpu'] as const) cost[unit] += made[unit] / creates;
  }
  await database.write((db) => indexIssues(db, withoutWords));
  const row = (name: string, unit: keyof Cost) => [
    name,
    withWords[unit].toFixed(2),
    without[unit].toFixed(2),
    `${Math.round((withWords[unit] / without[unit] - 1) * 100)} %`,
  ];
  return formatTable([
    ['', 'with words', 'without', 'more'],
    row('by the clock', 'time'),
    row('of the processor', 'cpu'),
  ]);
}

async function costOf<T>(meter: Meter, work: () => Promise<T>): Promise<Cost & { result: T }> {
  const [began, before] = [performance.now(), meter()];
  const result = await work();
  const time = performance.now() - began;
  const after = meter();
  return { result, time, cpu: after.own - before.own + after.backends - before.backends };
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
