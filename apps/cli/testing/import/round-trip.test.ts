// Runs on postgresql: it goes from one engine to the other and back.

import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createTestCli, type TestCli } from '@docket/kit/cli';
import { countForPlanner, createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';

/** IMPORT=long has as many as a big tracker. */
// biome-ignore lint/style/noProcessEnv: a setting of the tests, not of Docket
const isLong = process.env['IMPORT'] === 'long';
const ISSUES = isLong ? 100_000 : 500;

type Place = TestCli & { engine: string; database: string };

async function cliOn(engine: 'sqlite' | 'postgresql'): Promise<Place> {
  const database = await createTestDatabase({ engine });
  return { ...(await createTestCli({ DATABASE_URL: database })), engine, database };
}

test(`export, import on the other engine and export of ${ISSUES} issues give the same bytes`, {
  timeout: 3_600_000,
}, async () => {
  const files = ['made', 'first', 'second', 'third'].map((name) => join(temporaryFolder(), `${name}.ndjson`));
  const [made = '', first = '', second = '', third = ''] = files;
  await pipeline(Readable.from(exportLines()), createWriteStream(made));
  const [one, two, three] = [await cliOn('sqlite'), await cliOn('postgresql'), await cliOn('sqlite')];
  await move(one, made, first);
  await move(two, first, second);
  await move(three, second, third);
  expectSame(second, first);
  expectSame(third, first);
});

function expectSame(file: string, other: string): void {
  const isSame = readFileSync(file).equals(readFileSync(other));
  if (!isSame) expect(linesOf(file)).toEqual(linesOf(other));
}

/** Brings in what one file holds, and writes all into another. */
async function move({ run, engine, database }: Place, from: string, to: string): Promise<void> {
  const imported = await measured(`import into ${engine}`, () => run(['import', 'ndjson', from, '--json']));
  const { status, stdout } = imported;
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, created: ISSUES, renumbered: 0, broken: [] });
  await countForPlanner(database);
  const exported = await measured(`export from ${engine}`, () => run(['export', '--without-ids', to]));
  expect(exported).toMatchObject({ status: 0 });
}

/** Prints in the long form what some work took of this process. */
async function measured<T>(what: string, work: () => Promise<T>): Promise<T> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  const figures = [(performance.now() - began) / 1000, (user + system) / 1e6, process.resourceUsage().maxRSS / 1024];
  const [time, cpu, rss] = figures.map((figure) => figure.toFixed(0));
  if (isLong) process.stdout.write(`${what}: ${time} s, ${cpu} s of CPU, at most ${rss} MB of memory so far\n`);
  return result;
}

/** Each is shown alone where they differ. */
function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n');
}

function* exportLines(): Generator<string> {
  const at = '2026-01-31T09:30:00.000Z';
  const times = { created_at: at, updated_at: at };
  const line = (value: object) => `${JSON.stringify(value)}\n`;
  yield line({ docket: 'export', version: 1 });
  const project = { key: 'WEB', name: 'Website', description: null, visibility: 'private', archived_at: null };
  yield line({ type: 'project', ...project, ...times });
  yield line({ type: 'label', project: null, name: 'bug', color: '#d73a4a', description: 'Wrong', ...times });
  yield line({
    type: 'milestone',
    project: 'WEB',
    title: '1.0',
    description: null,
    due_on: '2027-01-31',
    closed_at: at,
    ...times,
  });
  for (let user = 0; user < 20; user++) {
    const names = {
      username: `user${user}`,
      first_name: `Ünï ${user}`,
      last_name: null,
      email: `u${user}@example.org`,
    };
    yield line({ type: 'user', ref: `user${user}`, ...names, imported_from: null, is_deleted: false });
  }
  for (let number = 1; number <= ISSUES; number++) {
    const key = `WEB-${number}`;
    const author = `user${number % 20}`;
    const links = { assignees: [`user${(number + 7) % 20}`, author].sort(), labels: [{ project: null, name: 'bug' }] };
    const about = {
      title: `Issue ${number}`,
      description: '登录 “text”\r\n'.repeat(20),
      priority: 'high',
      status: 'closed',
      closed_reason: number % 3 === 0 ? 'not_planned' : 'completed',
      reactions: number % 5 === 0 ? { heart: number } : {},
      due_on: number % 4 === 0 ? '2027-01-31' : null,
    };
    const { relations, related } = relationsOf(number, at);
    const more = {
      relations,
      ...partsOf(number),
      milestone: '1.0',
      former_keys: [],
      imported_from: null,
      version: 3,
      closed_at: at,
    };
    yield line({ type: 'issue', key, project: 'WEB', number, ...about, author, ...links, ...more, ...times });
    yield line({
      type: 'comment',
      issue: key,
      number: 1,
      author,
      body: 'Yes',
      reactions: { eyes: 1 },
      version: 2,
      ...times,
    });
    const changes = [{ field: 'assignees', from: [], to: [author] }];
    const event = { event: 'issue.updated', actor: author, actor_name: null, comment: null, changes, created_at: at };
    yield line({ type: 'event', issue: key, ...event });
    yield line({ type: 'event', issue: key, ...event, event: 'relation.created', changes: related });
  }
  yield line({ type: 'end', issues: ISSUES, comments: ISSUES, events: 2 * ISSUES });
}

/** Each is part of the ten that it is in: of the first ones before their whole is there, of the others behind it. */
function partsOf(number: number) {
  const wholeOf = (part: number) => (part % 10 === 0 ? 0 : Math.max(10, part - (part % 10)));
  const named = (one: number) => ({ issue: `WEB-${one}` });
  const near = Array.from({ length: 20 }, (_, nth) => number - 10 + nth).filter((one) => one > 0 && one <= ISSUES);
  const whole = wholeOf(number);
  return { parent: whole === 0 ? null : named(whole), parts: near.filter((one) => wholeOf(one) === number).map(named) };
}

/** Issues in pairs, the first of which blocks the second: it stands at both. */
function relationsOf(number: number, created_at: string) {
  const [type, other] = number % 2 === 1 ? ['blocks', number + 1] : ['blocked_by', number - 1];
  const issue = `WEB-${other}`;
  return { relations: [{ type, issue, created_at }], related: [{ field: type, from: null, to: issue }] };
}
