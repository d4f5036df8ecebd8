import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestCli } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';

test('brings over what issues of another tracker are to each other, also without their ids', async () => {
  const [there, here] = [await createTestCli(), await createTestCli()];
  await there.run(['import', 'csv', join(import.meta.dirname, 'jira.csv'), '--project', 'WEB']);
  const script = (await there.open()).caller({ system: 'test' });
  await script.relation.create({ id: 'WEB-12', type: 'blocks', issue: 'WEB-10' });
  await script.issue.update({ id: 'WEB-11', parent: 'WEB-10' });
  const files = ['there', 'here'].map((name) => join(temporaryFolder(), `${name}.ndjson`));
  const [out = '', again = ''] = files;
  await there.run(['export', '--without-ids', out]);
  expect(readFileSync(out, 'utf8')).toContain('"blocks"');
  await here.run(['import', 'ndjson', out]);
  await here.run(['export', '--without-ids', again]);
  const isOfIssue = (line: string) => !line.includes('"type":"project"') && !line.includes('"type":"user"');
  const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').filter(isOfIssue);
  expect(linesOf(again)).toEqual(linesOf(out));
});
