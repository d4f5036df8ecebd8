import { rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { createTestCli } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';

test('files are copied once, and put back where they are missing', async () => {
  const [folder, kept] = [`${temporaryFolder()}/files`, `${temporaryFolder()}/kept`];
  const { run, open } = await createTestCli({ FILES_URL: `file:${folder}` });
  const docket = await open();
  await docket.caller({ system: 'test' }).user.create({ email: 'ada@example.org', password: TEST_PASSWORD });
  const { attachment, issue } = docket.caller({ user: 'ada@example.org' });
  await issue.create({ title: 'Crash', description: 'It crashes' });
  const files = ['a', 'b'].map((name) => ({ filename: name, content: new Blob([name]) }));
  const { items } = await attachment.addToIssue({ issue_id: '1', files });
  const read = async () =>
    Promise.all(
      items.map(async ({ id }) => text((await attachment.download({ id })).content as AsyncIterable<Buffer>)),
    );

  const copy = async (...words: string[]) => (await run(['files', 'copy', ...words])).stdout;
  expect(await copy('--to', `file:${kept}`)).toBe(`Copied 2 files to ${kept}; 0 files were there.\n`);
  expect(await copy('--to', `file:${kept}`)).toBe(`Copied 0 files to ${kept}; 2 files were there.\n`);
  rmSync(folder, { recursive: true });
  await expect(read()).rejects.toMatchObject({ reason: 'file_missing' });
  expect(JSON.parse(await copy('--from', `file:${kept}`, '--json'))).toEqual({
    from: kept,
    to: folder,
    copied: 2,
    present: 0,
  });
  expect(await read()).toEqual(['a', 'b']);
});

test('a store is not copied to itself', async () => {
  const { run } = await createTestCli();
  const { status, stderr } = await run(['files', 'copy']);
  expect([status, stderr]).toEqual([1, 'error: Name another store than FILES_URL with --from or --to\n']);
});
