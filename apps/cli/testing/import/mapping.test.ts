import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestCli } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { writeCsv, writeJson } from './files.ts';

test('reads any columns by a mapping: statuses, priorities, users of ours, time zone, order of day and month', async () => {
  const cli = await createTestCli();
  const docket = await cli.open();
  const script = docket.caller({ system: 'test' });
  await script.user.create({ email: 'ada@example.org', password: 'long enough', username: 'ada' });
  const file = writeCsv([
    'Nr;Betreff;Text;Stand;Wichtig;Von;Datum;Themen',
    '7;Absturz;Beim Speichern;wartet;sehr;Ada L.;01.02.2026 09:30;ui',
    '8;Anmeldung;;fertig;;Bob;02/03/2026;',
  ]);
  const mapping = writeJson({
    columns: {
      title: 'betreff',
      key: 'Nr',
      description: 'Text',
      status: 'Stand',
      priority: 'Wichtig',
      author: 'Von',
      created_at: 'Datum',
      labels: ['Themen'],
    },
    statuses: { Wartet: 'in_progress', fertig: 'closed' },
    priorities: { sehr: 'high' },
    users: { 'Ada L.': 'ada' },
    source: 'csv:alt',
    time_zone: 'Europe/Berlin',
    day_first: true,
  });
  const { status, stdout } = await cli.run(['import', 'csv', file, '--mapping', mapping, '--json']);
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, created: 2, users: 1, lost: [] });
  expect(await script.issue.get({ id: '7' })).toMatchObject({
    title: 'Absturz',
    status: 'in_progress',
    priority: 'high',
    author: { username: 'ada' },
    created_at: '2026-02-01T08:30:00.000Z',
    labels: [{ name: 'ui' }],
  });
  expect(await script.issue.get({ id: '8' })).toMatchObject({
    created_at: '2026-03-01T23:00:00.000Z',
    status: 'closed',
  });
});

test('knows rows without keys again by title and time', async () => {
  const cli = await createTestCli();
  const mapping = writeJson({ columns: { title: 'Task', created_at: 'When' } });
  const file = writeCsv(['Task,When', 'Paint the door,2026-01-31', 'Paint the door,2026-02-01']);
  const run = async () => JSON.parse((await cli.run(['import', 'csv', file, '--mapping', mapping, '--json'])).stdout);
  expect(await run()).toMatchObject({ created: 2, changed: [], renumbered: 0 });
  expect(await run()).toMatchObject({ created: 0, skipped: 2 });
});

test('takes why issues were closed from resolutions, statuses and times, as far as the mapping does not say it', async () => {
  const cli = await createTestCli();
  const jira = writeCsv([
    'Summary,Issue key,Status,Resolution,Created',
    'a,WEB-1,Done,Fixed,2026-01-31',
    "b,WEB-2,Done,Won't Do,2026-01-31",
    'c,WEB-3,Closed,Duplicate,2026-01-31',
    'd,WEB-4,Done,Later,2026-01-31',
    'e,WEB-5,Done,Known Error,2026-01-31',
    'f,WEB-6,To Do,Fixed,2026-01-31',
    'g,WEB-7,Declined,,2026-01-31',
  ]);
  const mapping = writeJson({ reasons: { later: 'not_planned' } });
  const { changed, lost } = JSON.parse((await cli.run(['import', 'csv', jira, '--mapping', mapping, '--json'])).stdout);
  const told = [...changed, ...lost].map(({ what }) => what);
  expect(told.filter((what: string) => !/^status "(To Do|Done|Closed)"/.test(what))).toEqual([
    'resolution "Fixed" is now completed',
    'resolution "Won\'t Do" is now not_planned',
    'resolution "Later" is now not_planned',
    'resolution "Known Error" is now completed',
    'status "Declined" is now closed as not_planned',
    'the resolution of issues that are not closed',
  ]);
  const linear = writeCsv([
    'ID,Team,Title,Status,Created,Completed,Canceled',
    'ENG-11,Web,a,Done,2026-01-31,2026-02-01,',
    'ENG-12,Web,b,Canceled,2026-01-31,,2026-02-01',
    'ENG-13,Web,c,Duplicate,2026-01-31,,2026-02-01',
    'ENG-14,Web,d,Obsolete,2026-01-31,,2026-02-01',
  ]);
  await cli.run(['import', 'csv', linear]);
  const { items } = await (await cli.open()).caller({ system: 'test' }).issue.list({ sort: 'number-asc' });
  expect(items.map(({ closed_reason }) => closed_reason)).toEqual([
    ...['completed', 'not_planned', 'duplicate', 'not_planned', 'completed', null, 'not_planned'],
    ...['completed', 'not_planned', 'duplicate', 'not_planned'],
  ]);
});

test('says which user of the mapping is not there', async () => {
  const { run } = await createTestCli();
  const file = writeCsv(['Summary,Issue key,Reporter', 'Crash,WEB-1,Ada L.']);
  const { stderr } = await run(['import', 'csv', file, '--mapping', writeJson({ users: { 'ada l.': 'nobody' } })]);
  expect(stderr).toContain('error: users: "nobody" of the mapping: There is no user "nobody"\n');
});

test.each([
  ['{"columns": {"titel": "Task"}}', /columns: Unrecognized key: "titel"/],
  [
    '{"columns": {"title": "Nothing"}}',
    /names "Nothing" for title, which is no column of the file. The columns are: Task\n/,
  ],
  ['{"columns": {"title": "Task", "author": "Who"}}', /the mapping names "Who" for author, which is no column/],
  ['{"columns": {"title": null}}', /no column is known as the title/],
  ['{"time_zone": "Berlin"}', /time_zone: Must be a time zone/],
  ['columns:', /it is not JSON/],
])('refuses the mapping %s', async (mapping, message) => {
  const { run } = await createTestCli();
  const file = join(temporaryFolder(), 'mapping.json');
  writeFileSync(file, mapping);
  const { status, stderr } = await run(['import', 'csv', writeCsv(['Task', 'Paint']), '--mapping', file]);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
});
