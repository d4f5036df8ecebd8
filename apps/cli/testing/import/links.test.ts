import { join } from 'node:path';
import { createTestCli, type TestCli } from '@docket/kit/cli';
import { expect, test } from 'vitest';
import { writeCsv, writeJson } from './files.ts';

/** What issues are to others: `type key`, and the key of what each is part of. */
async function linksOf({ open }: TestCli, project?: string) {
  const script = (await open()).caller({ system: 'test' });
  const { items } = await script.issue.list({ sort: 'number-asc', limit: 100, ...(project && { project: [project] }) });
  const found: [string, string | undefined, string[]][] = [];
  for (const { key, id, parent } of items) {
    const { items: relations } = await script.relation.list({ id });
    found.push([key, parent?.key, relations.map(({ type, issue }) => `${type} ${issue.key}`).sort()]);
  }
  return found;
}

test.each([['in one order'], ['in the other order']])(
  'keeps what issues of Jira are to each other, %s',
  async (order) => {
    const cli = await createTestCli();
    const header =
      'Summary,Issue key,Issue id,Created,Parent,Outward issue link (Blocks),Outward issue link (Blocks),Inward issue link (Duplicate),Outward issue link (Relates)';
    const rows = [
      'epic,WEB-1,101,2026-01-31,,,,,',
      'story,WEB-2,102,2026-01-31,101,WEB-3,OPS-1,,WEB-1',
      'bug,WEB-3,103,2026-01-31,101,,,WEB-4,',
      'same,WEB-4,104,2026-01-31,999,,,,',
      'other,OPS-1,105,2026-01-31,,,,,',
    ];
    const file = writeCsv([header, ...(order === 'in one order' ? rows : rows.toReversed())]);
    const { status, stdout } = await cli.run(['import', 'csv', file, '--project', 'ALL', '--json']);
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({
      status: 0,
      lost: [{ what: expect.stringMatching(/^links to issues that are not in this file/), issues: 1 }],
    });
    const links = new Map((await linksOf(cli, 'ALL')).map(([key, ...of]) => [key, of]));
    const script = (await cli.open()).caller({ system: 'test' });
    const { items } = await script.issue.list({ project: ['ALL'], limit: 100 });
    const keyOf = (title: string) => items.find((issue) => issue.title === title)?.key ?? '';
    expect(links.get(keyOf('story'))).toEqual([
      keyOf('epic'),
      [`blocks ${keyOf('bug')}`, `blocks ${keyOf('other')}`, `relates ${keyOf('epic')}`].sort(),
    ]);
    expect(links.get(keyOf('bug'))).toEqual([
      keyOf('epic'),
      [`blocked_by ${keyOf('story')}`, `duplicated_by ${keyOf('same')}`].sort(),
    ]);
  },
);

test('keeps those of Linear, of a mapping, and with issues that an earlier file had', async () => {
  const cli = await createTestCli();
  await cli.run(['import', 'csv', join(import.meta.dirname, 'linear.csv')]);
  expect(await linksOf(cli)).toEqual([
    ['MAIN-7', undefined, ['blocks MAIN-42']],
    ['MAIN-42', 'MAIN-7', ['blocked_by MAIN-7']],
  ]);
  const columns = { title: 'Task', key: 'Nr', parent: 'Within', duplicates: 'Same as', created_at: 'When' };
  const mapping = writeJson({ columns, source: 'csv:old' });
  const imported = (...rows: string[]) => {
    const file = writeCsv(['Nr,Task,Within,Same as,When', ...rows]);
    return cli.run(['import', 'csv', file, '--mapping', mapping, '--project', 'OLD']);
  };
  await imported('1,whole,,,2026-01-31', '2,same,,,2026-01-31');
  await imported('3,part,1,2,2026-01-31');
  expect((await linksOf(cli, 'OLD')).at(-1)).toEqual(['OLD-3', 'OLD-1', ['duplicates OLD-2']]);
});

test('takes a person whom issues of several projects name for one', async () => {
  const cli = await createTestCli();
  const mapping = writeJson({ columns: { title: 'Task', key: 'Nr', author: 'By' } });
  const file = writeCsv(['Nr,Task,By', 'WEB-1,One,Ada', 'OPS-1,Two,Ada']);
  const { stdout } = await cli.run(['import', 'csv', file, '--mapping', mapping, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ created: 2, users: 1 });
});
