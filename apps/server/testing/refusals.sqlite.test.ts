// Runs on sqlite: what is wrong with a file, in its own words.

// What keeps the server from starting on a database file is one clear line, and leaves the file alone.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, runSql, temporaryFolder } from '@docket/kit/database';
import { refusal, start } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

test('says in one line that the database cannot be opened, and leaves the file alone', async () => {
  const file = join(temporaryFolder(), 'notes.txt');
  writeFileSync(file, 'no database, but somebody wants to keep it\n'.repeat(100));
  const before = readFileSync(file);
  const { status, message } = await refusal(await start({ DATABASE_URL: `sqlite:${file}` }));
  expect(status).toBe(1);
  expect(message).toMatch(
    /^The database .*notes\.txt cannot be opened \(file is not a database\): check DATABASE_URL.*$/,
  );
  expect(readFileSync(file).equals(before)).toBe(true);
});

test("refuses another program's database, and leaves the file alone", async () => {
  const file = join(temporaryFolder(), 'other.db');
  await runSql(file, 'create table user (id integer)');
  const before = readFileSync(file);
  const { status, message } = await refusal(await start({ DATABASE_URL: `sqlite:${file}` }));
  expect(status).toBe(1);
  expect(message).toMatch(
    /^The database .*other\.db belongs to another program .*: set DATABASE_URL to a file of our own$/,
  );
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('refuses a database that a newer Docket has made, and changes nothing', async () => {
  const DATABASE_URL = await createTestDatabase();
  const file = DATABASE_URL.replace('sqlite:', '');
  await runSql(file, "insert into kysely_migration values ('0999_from_the_future', '2099-01-01T00:00:00.000Z')");
  const before = readFileSync(file);

  const { status, message } = await refusal(await start({ DATABASE_URL }));
  expect(status).toBe(1);
  expect(message).toBe(
    'The database was made by a newer Docket (this one does not know 0999_from_the_future): start the newer version, or restore a backup from before the upgrade',
  );
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('makes no database when it may not migrate one', async () => {
  const cwd = temporaryFolder();
  const { status, message } = await refusal(await start({ MIGRATE_ON_START: 'false' }, { cwd }));
  expect(status).toBe(1);
  expect(message).toBe('There is no database data/docket.db yet: make it with "./docket migrate up"');
  expect(existsSync(join(cwd, 'data'))).toBe(false);
});

test('does not start on pending migrations when it may not apply them', async () => {
  const file = join(temporaryFolder(), 'docket.db');
  await runSql(file, 'create table kysely_migration (name text, timestamp text)');
  const settings = { DATABASE_URL: `sqlite:${file}`, MIGRATE_ON_START: 'false' };
  const { status, message } = await refusal(await start(settings));
  expect(status).toBe(1);
  expect(message).toMatch(/^The database lacks \d+ migration\(s\) \(0001_initial.*\): run "\.\/docket migrate up"$/);
});
