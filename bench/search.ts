import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countDue, type Database, indexAll, indexIssues } from '@docket/db';
import { startPostgres } from '@docket/kit/postgres';
import { openDocket } from '@docket/router';
import { sql } from 'kysely';
import { setAllDue } from '../packages/db/src/search/due.ts';
import { testSettings } from '../tests/kit/docket.ts';
import { formatTable } from './output.ts';
import { fillWithTexts, textsOf } from './search/texts.ts';

// What does the index of words cost? See README.md.

const { values } = parseArgs({
  options: {
    issues: { type: 'string', default: '100000' },
    comments: { type: 'string', default: '3' },
    engines: { type: 'string', default: 'sqlite,postgresql' },
    creates: { type: 'string', default: '500' },
  },
});
const [issues, comments, creates] = [Number(values.issues), Number(values.comments), Number(values.creates)];

const rows: string[][] = [];
for (const engine of values.engines.split(',')) rows.push(await measureEngine(engine));
const HEAD = [
  'engine',
  'text, MB',
  'index, MB',
  'of text',
  'filled in, s',
  'create, ms',
  'for words',
  'CPU, ms',
  'for words',
];
process.stdout.write(`${issues} issues with ${comments} comments each\n\n${formatTable([HEAD, ...rows])}\n`);

async function measureEngine(engine: string): Promise<string[]> {
  const postgres = engine === 'postgresql' ? await startPostgres({ max_connections: '50' }) : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'docket-bench-'));
  const DATABASE_URL = postgres?.server ?? `sqlite:${join(folder, 'docket.db')}`;
  const docket = await openDocket(testSettings({ DATABASE_URL }));
  try {
    const { database } = docket;
    const author = await docket
      .caller({ system: 'bench' })
      .user.create({ email: 'ada@example.org', password: 'long enough for a bench' });
    const characters = await fillWithTexts(database, { issues, comments, author_id: author.id });
    const filled = await fill(database);
    const size = await indexSize(database, engine);
    const caller = docket.caller({ user: 'ada@example.org' });
    const { create, words } = await measureCreates(database, (input) => caller.issue.create(input));
    const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
    const percent = (part: number) => `${Math.round(part * 100)} %`;
    return [
      engine,
      mb(characters),
      mb(size),
      percent(size / characters),
      filled.toFixed(0),
      create.time.toFixed(2),
      percent(words.time / (create.time - words.time)),
      create.cpu.toFixed(2),
      percent(words.cpu / (create.cpu - words.cpu)),
    ];
  } finally {
    await docket.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(database: Database): Promise<number> {
  const began = performance.now();
  await database.write(setAllDue);
  await indexAll(database);
  if ((await countDue(database.read)) > 0) throw new Error('The index is not whole');
  return (performance.now() - began) / 1000;
}

async function indexSize(database: Database, engine: string): Promise<number> {
  const size =
    engine === 'postgresql'
      ? sql<{ bytes: number }>`select pg_total_relation_size('issue_words') as bytes`
      : sql<{ bytes: number }>`select sum(pgsize) as bytes from dbstat where name like 'issue_words%'`;
  const { rows: found } = await size.execute(database.read);
  return Number(found[0]?.bytes);
}

type Create = (input: { title: string; description: string }) => Promise<{ id: string }>;

/** Milliseconds, by the clock and of our processor. */
type Cost = { time: number; cpu: number };

/** What a create costs, and what it costs to write its words once more: the same work in both. */
async function measureCreates(database: Database, create: Create): Promise<{ create: Cost; words: Cost }> {
  const sums = { create: { time: 0, cpu: 0 }, words: { time: 0, cpu: 0 } };
  for (let at = -50; at < creates; at += 1) {
    const made = await costOf(() => create(textsOf(issues + 1000 + at)));
    const written = await database.write((db) => costOf(() => indexIssues(db, [made.result.id])));
    if (at < 0) continue; // until code is compiled
    for (const unit of ['time', 'cpu'] as const) {
      sums.create[unit] += made[unit] / creates;
      sums.words[unit] += written[unit] / creates;
    }
  }
  return sums;
}

async function costOf<T>(work: () => Promise<T>): Promise<Cost & { result: T }> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, time: performance.now() - began, cpu: (user + system) / 1000 };
}
