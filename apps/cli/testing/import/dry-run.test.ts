import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestCli } from '@docket/kit/cli';
import { expect, test } from 'vitest';
import { writeCsv, writeNdjson } from './files.ts';

const JIRA = join(import.meta.dirname, 'jira.csv');
const LINEAR = join(import.meta.dirname, 'linear.csv');

/** People of one name, and one person on two rows. */
const sameNames = () =>
  writeCsv([
    'Summary,Issue key,Reporter,Reporter Id,Created,Labels,Fix versions',
    'One,WEB-1,John Smith,id1,2026-01-31,"bug,UI",1.0',
    'Two,WEB-2,John Smith,id2,2026-01-31,"Bug,ui",1.0',
    'Three,WEB-3,John Smith,id1,2026-01-31,,',
  ]);

/** Labels and milestones of one name in two projects, and a label of all. */
function twoProjects(): string {
  const at = '2026-01-31T09:30:00.000Z';
  const times = { created_at: at, updated_at: at };
  const keys = ['OPS', 'WEB'];
  const user = { ref: 'ada', username: 'ada', first_name: null, last_name: null, email: null };
  const issueOf = (project: string) => ({
    ...{ type: 'issue', key: `${project}-1`, project, number: 1, title: 'Crash', description: '', status: 'open' },
    ...{ priority: 'low', author: 'ada', assignees: [], milestone: '1.0', imported_from: null, closed_at: null },
    labels: [
      { project, name: 'bug' },
      { project: null, name: 'all' },
    ],
  });
  const labelOf = (project: string | null, name: string) => ({
    ...{ type: 'label', project, name, color: '#d73a4a', description: null },
  });
  const records = [
    ...keys.map((key) => ({
      ...{ type: 'project', key, name: key, description: null, visibility: 'internal', archived_at: null },
    })),
    ...[...keys, null].map((project) => labelOf(project, project === null ? 'all' : 'bug')),
    ...keys.map((project) => ({
      ...{ type: 'milestone', project, title: '1.0', description: null, due_on: null, closed_at: null },
    })),
    { type: 'user', ...user, imported_from: null, is_deleted: false },
    ...keys.map(issueOf),
  ];
  const end = { type: 'end', issues: 2, comments: 0, events: 0 };
  return writeNdjson([{ docket: 'export', version: 1 }, ...records.map((record) => ({ ...record, ...times })), end]);
}

/** The same number from several projects, which come into one. */
const ofProjects = (...keys: string[]) =>
  writeCsv(['Summary,Issue key,Status,Created,Labels', ...keys.map((key) => `a,${key},Done,2026-01-31,caf\u00e9`)]);

/** Names in several spellings, of which some are the same here. */
const spellings = () =>
  writeCsv([
    'Summary,Issue key,Created,Labels,Fix versions',
    'a,WEB-1,2026-01-31,"caf\u00e9,UI",1.0',
    'b,OPS-2,2026-01-31,"cafe\u0301,\uff35\uff29,CAFE",\uff11.0',
  ]);

type Case = { args: string[]; before?: string[] };

test.each<[string, () => Case]>([
  ['of Jira', () => ({ args: ['csv', JIRA, '--project', 'WEB'] })],
  ['of Linear', () => ({ args: ['csv', LINEAR] })],
  ['with people of one name', () => ({ args: ['csv', sameNames()] })],
  ['with names in several spellings', () => ({ args: ['csv', spellings()] })],
  ['of two projects', () => ({ args: ['ndjson', twoProjects()] })],
  ['of two projects that come into one', () => ({ args: ['ndjson', twoProjects(), '--project', 'ONE'] })],
  ['of two sources with one number', () => ({ args: ['csv', ofProjects('WEB-1', 'OPS-1', 'OPS-2')] })],
  [
    'of whose numbers one is taken',
    () => ({ before: ['csv', ofProjects('ABC-1')], args: ['csv', ofProjects('WEB-1', 'OPS-1')] }),
  ],
  [
    'of whose issues one is here',
    () => ({ before: ['csv', ofProjects('WEB-1')], args: ['csv', ofProjects('WEB-1', 'OPS-1', 'OPS-7')] }),
  ],
  [
    'of whose issues some are here under another source',
    () => ({
      before: ['csv', ofProjects('ABC-1')],
      args: ['csv', ofProjects('WEB-1', 'OPS-1'), '--source', 'jira:all'],
    }),
  ],
  ['that is here', () => ({ before: ['ndjson', twoProjects()], args: ['ndjson', twoProjects(), '--project', 'NEW'] })],
])('says in a dry run of a file %s what an import makes, changes and loses, and changes nothing', async (_, given) => {
  const cli = await createTestCli();
  const { args, before } = given();
  if (before) await cli.run(['import', ...before]);
  const script = (await cli.open()).caller({ system: 'test' });
  const events = await script.event.list({});
  const dry = await cli.run(['import', ...args, '--dry-run', '--json']);
  expect(await script.event.list({})).toEqual(events);
  const { dry_run, made, ...expected } = JSON.parse(dry.stdout);
  const named = { users: made.users.length, labels: made.labels.length, milestones: made.milestones.length };
  expect({ dry_run, ...expected }).toMatchObject({ dry_run: true, ...named });
  const real = await cli.run(['import', ...args, '--json']);
  expect(JSON.parse(real.stdout)).toEqual({ dry_run: false, ...expected });
  expect(expected.created + expected.skipped).toBeGreaterThan(0);
});

test('makes no project for issues that are all here, and says what is changed of new ones alone', async () => {
  const cli = await createTestCli();
  await cli.run(['import', 'csv', JIRA]);
  for (const more of [['--dry-run'], []]) {
    const { stdout } = await cli.run(['import', 'csv', JIRA, '--project', 'NEW', ...more]);
    expect(stdout).toMatch(/^Nothing new: 3 issues of jira.csv had been imported before\.\n/);
    expect(stdout).not.toContain('NEW');
  }
  expect((await (await cli.open()).caller({ system: 'test' }).project.list({})).total).toBe(1);
  const [header = '', ...rows] = readFileSync(JIRA, 'utf8').trimEnd().split('\n');
  const next = (rows.at(-1) ?? '').replace('WEB-10', 'WEB-90');
  const { stdout } = await cli.run(['import', 'csv', writeCsv([header, ...rows, next])]);
  expect(stdout).toContain('Changed: status "To Do" is now open (1 issue), priority "Lowest" is now low (1 issue).\n');
  expect(stdout).toContain(
    'Lost: links to issues that are not in this file, where those are not here either (1 issue).\n',
  );
});
