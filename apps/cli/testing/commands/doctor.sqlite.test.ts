// Runs on sqlite: it damages the file of the database.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createTestCli, examine, type TestCli } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';

const fileOf = ({ url }: TestCli) => url.replace('sqlite:', '');

test('reports a file that is no database', async () => {
  const file = join(temporaryFolder(), 'docket.db');
  writeFileSync(file, 'not a database, but long enough to be taken for one'.repeat(50));
  const { status, findings } = await examine(await createTestCli({ DATABASE_URL: `sqlite:${file}` }));
  expect(status).toBe(1);
  expect(findings['database']?.level).toBe('problem');
});

test('reports a database with damaged pages', async () => {
  const cli = await createTestCli();
  const file = fileOf(cli);
  const connection = new DatabaseSync(file);
  // The schema stays readable.
  const [found] = connection.prepare(`select rootpage from sqlite_schema where name = 'issue_listed'`).all();
  connection.close();
  const start = (Number(found?.['rootpage']) - 1) * 4096;
  writeFileSync(file, readFileSync(file).fill(0x55, start, start + 4096));
  const { status, findings } = await examine(cli);
  expect(status).toBe(1);
  expect(findings['database']).toMatchObject({ level: 'problem', message: expect.stringContaining('backup') });
});

test('reports a reference to nothing', async () => {
  const cli = await createTestCli();
  const connection = new DatabaseSync(fileOf(cli), { enableForeignKeyConstraints: false });
  connection.exec(
    `insert into session (id, user_id, created_at, last_used_at, expires_at) values ('1', 'nobody', '2026', '2026', '2026')`,
  );
  connection.close();
  expect((await examine(cli)).findings['database']?.level).toBe('problem');
});

test.each([
  ["update user set website = 'https://example.org/' || char(0)", 'column website: holds a NUL character'],
  ["update user set created_at = '2026'", 'column created_at: is no time such as 2026-01-31T09:30:00.000Z'],
  ["update user set auth_version = 'one'", 'column auth_version: is no whole number'],
  ["update user set bio = x'ff'", 'column bio: is no text'],
])('C40: names table, id and column of what would not move: %s', async (statement, what) => {
  const cli = await createTestCli();
  await cli.run(['user', 'create', 'ada@example.org', '--admin', '--password-stdin'], { stdin: 'long enough' });
  const connection = new DatabaseSync(fileOf(cli));
  connection.exec(statement);
  const id = connection.prepare('select id from user').get()?.['id'];
  connection.close();
  const { status, findings } = await examine(cli);
  expect(status).toBe(1);
  const message = expect.stringContaining(`table user, id ${id}, ${what}`);
  expect(findings['rows']).toMatchObject({ level: 'problem', message });
});

test('warns of a table that no backup has', async () => {
  const cli = await createTestCli();
  const connection = new DatabaseSync(fileOf(cli));
  connection.exec('create table notes (body text)');
  connection.close();
  const { status, findings } = await examine(cli);
  expect(status).toBe(0);
  expect(findings['rows']).toMatchObject({ level: 'warning', message: expect.stringContaining('notes: not ours') });
});

test('migrate status and migrate down make no database where there is none', async () => {
  const file = join(temporaryFolder(), 'nothing.db');
  const { run } = await createTestCli({ DATABASE_URL: `sqlite:${file}` });
  for (const command of ['status', 'down']) {
    const { status, stderr } = await run(['migrate', command]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`There is no database ${file} yet`)]);
    expect(existsSync(file)).toBe(false);
  }
});
