// Runs on postgresql: what is wrong with a server, an account or its rights: a file has none of them.

// What keeps the server from starting on PostgreSQL is one clear line without the password, and changes nothing.

import { randomUUID } from 'node:crypto';
import { openDatabase } from '@docket/db';
import { createTestDatabase, postgresServer, queryPostgres, runSql } from '@docket/kit/database';
import { freePort } from '@docket/kit/postgres';
import { refusal, start } from '@docket/kit/server-process';
import { expect, onTestFinished, test } from 'vitest';

const PASSWORD = 'hunter2-is-secret';

type Refused = { DATABASE_URL: string; says: string | RegExp; settings?: Record<string, string> };

async function expectRefusal({ DATABASE_URL, says, settings }: Refused): Promise<void> {
  const { status, message } = await refusal(await start({ DATABASE_URL, ...settings }));
  expect({ status, message }).toEqual({ status: 1, message: expect.stringMatching(says) });
  expect(message.split('\n')).toHaveLength(1);
  expect(message).not.toContain(new URL(DATABASE_URL).password);
}

/** The address with other parts. */
function addressWith(address: string, parts: { host?: string; username?: string; password?: string; path?: string }) {
  const url = new URL(address);
  if (parts.host) url.host = parts.host;
  if (parts.username) url.username = parts.username;
  if (parts.password) url.password = parts.password;
  if (parts.path) url.pathname = parts.path;
  return url.href;
}

/** A user who may log in and nothing else. */
async function createRole(): Promise<{ username: string; password: string }> {
  const username = `docket_test_${randomUUID().replaceAll('-', '')}`;
  await runSql(postgresServer(), `create role ${username} login password '${PASSWORD}'`);
  onTestFinished(() => runSql(postgresServer(), `drop role ${username}`));
  return { username, password: PASSWORD };
}

/** All tables and columns, and the steps that were applied. */
async function stateOf(url: string): Promise<unknown> {
  const columns = await queryPostgres(
    url,
    "select table_name, column_name from information_schema.columns where table_schema = 'public' order by 1, 2",
  );
  const isMigrated = columns.some(({ table_name }) => table_name === 'kysely_migration');
  return [columns, isMigrated ? await queryPostgres(url, 'select * from kysely_migration order by name') : []];
}

test('says in one line that the server is not there', async () => {
  const host = `127.0.0.1:${await freePort()}`;
  const DATABASE_URL = addressWith(postgresServer(), { host, password: PASSWORD });
  const says = /cannot be opened \(.*ECONNREFUSED.*\): check DATABASE_URL, and that the server runs$/;
  await expectRefusal({ DATABASE_URL, says });
});

test('says in one line that the password is wrong', async () => {
  const { username } = await createRole();
  const DATABASE_URL = addressWith(await createTestDatabase(), { username, password: 'not-the-password' });
  await expectRefusal({
    DATABASE_URL,
    says: /refuses us \(.*\): check user and password in DATABASE_URL, or set PGPASSWORD$/,
  });
});

test('says in one line that there is no such database, and makes none', async () => {
  const name = `docket_test_${randomUUID().replaceAll('-', '')}`;
  const DATABASE_URL = addressWith(postgresServer(), { path: `/${name}` });
  const says = new RegExp(
    `^The database ${name} on PostgreSQL at \\S+ is not there: make it, as docs/postgresql.md shows`,
  );
  await expectRefusal({ DATABASE_URL, says });
  expect(await queryPostgres(postgresServer(), `select 1 from pg_database where datname = '${name}'`)).toEqual([]);
});

test("refuses another program's database, and leaves it alone", async () => {
  const DATABASE_URL = await createTestDatabase({ isEmpty: true });
  await runSql(DATABASE_URL, 'create table wiki_page (id integer)');
  const says = /belongs to another program \(it has a table "wiki_page"\): set DATABASE_URL to a database of our own$/;
  await expectUnchanged({ DATABASE_URL, says });
});

test('refuses a database that a newer Docket has made, and changes nothing', async () => {
  const DATABASE_URL = await createTestDatabase();
  await runSql(
    DATABASE_URL,
    "insert into kysely_migration values ('0999_from_the_future', '2099-01-01T00:00:00.000Z')",
  );
  const says =
    /^The database was made by a newer Docket \(this one does not know 0999_from_the_future\): start the newer/;
  await expectUnchanged({ DATABASE_URL, says });
});

test('does not start on pending migrations when it may not apply them', async () => {
  const DATABASE_URL = await createTestDatabase({ isEmpty: true });
  const says = /^The database lacks \d+ migration\(s\) \(0001_initial.*\): run "\.\/docket migrate up"$/;
  await expectUnchanged({ DATABASE_URL, says, settings: { MIGRATE_ON_START: 'false' } });
});

test('says in one line that the user may not make tables', async () => {
  const database = await createTestDatabase({ isEmpty: true });
  await runSql(database, 'revoke create on schema public from public'); // the default since PostgreSQL 15
  const DATABASE_URL = addressWith(database, await createRole());
  await expectUnchanged({ DATABASE_URL, says: /The user of DATABASE_URL may not make tables: make it the owner/ });
});

test.each(['select', 'insert', 'update', 'delete'])(
  'says in one line that the user may not %s in the tables that are there',
  async (lacking) => {
    const database = await createTestDatabase();
    const role = await createRole();
    const granted = ['select', 'insert', 'update', 'delete'].filter((privilege) => privilege !== lacking);
    await runSql(database, `grant ${granted} on all tables in schema public to ${role.username}`);
    onTestFinished(() => runSql(database, `drop owned by ${role.username}`));
    const before = await stateOf(database);
    const opening = openDatabase(addressWith(database, role));
    await expect(opening).rejects.toThrow(/The user of DATABASE_URL may not use our tables: take the user/);
    expect(await stateOf(database)).toEqual(before);
  },
);

async function expectUnchanged(refused: Refused): Promise<void> {
  const before = await stateOf(refused.DATABASE_URL);
  await expectRefusal(refused);
  expect(await stateOf(refused.DATABASE_URL)).toEqual(before);
}
