// C47: what the step that folds keys makes of old rows.

import { createTestDatabase } from '@docket/kit/database';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../src/database.ts';
import { migrateInside } from '../../src/migrate.ts';
import { migrations } from '../../src/migrations/index.ts';
import { openDatabase } from '../../src/open.ts';

const AT = '2026-01-31T09:30:00.000Z';

/** The step before it. */
const BEFORE = '0006_unconfirmed';

async function openBefore(): Promise<Database> {
  const database = await openDatabase(await createTestDatabase({ isEmpty: true }));
  onTestFinished(() => database.close());
  const provider = { getMigrations: async () => migrations };
  await database.write(async (db) => {
    await new Migrator({ db, provider, disableTransactions: true }).migrateTo(BEFORE);
  });
  return database;
}

type User = { first_name: string; imported_from?: string; username?: string };

/** Users with the keys that they had before, and ids in their order. */
function addUsers(database: Database, users: User[]): Promise<unknown> {
  const rows = users.map(({ first_name, imported_from = null, username = null }, nth) => {
    const email = `${nth}@example.org`;
    const search_key = [first_name, username, email].filter(Boolean).join(' ').toLowerCase();
    const at = sql`${AT}, ${AT}`;
    return sql`(${`u${1000 + nth}`}, ${email}, ${username}, ${username}, ${first_name}, 'user', ${search_key}, ${imported_from}, ${at})`;
  });
  return database.write((db) =>
    sql`insert into "user"
      (id, email, username, username_key, first_name, role, search_key, imported_from, created_at, updated_at)
      values ${sql.join(rows)}`.execute(db),
  );
}

function addLabels(database: Database, names: string[]): Promise<unknown> {
  const rows = names.map((name, nth) => {
    return sql`(${`l${1000 + nth}`}, ${name}, ${name.normalize('NFC').toLowerCase()}, '#ededed', ${AT}, ${AT})`;
  });
  return database.write((db) =>
    sql`insert into label (id, name, name_key, color, created_at, updated_at) values ${sql.join(rows)}`.execute(db),
  );
}

async function column(database: Database, statement: ReturnType<typeof sql>): Promise<unknown[]> {
  const { rows } = await statement.execute(database.read);
  return rows.flatMap((row) => Object.values(row as object));
}

test('users are found by every spelling, and by the old one when it is taken back', async () => {
  const database = await openBefore();
  const names = ['Ada', 'Jose\u0301', 'Straße', 'İbrahim', 'ΟΔΟΣ'];
  await addUsers(
    database,
    names.map((first_name) => ({ first_name })),
  );
  const keys = sql`select search_key from "user" order by id`;
  const before = await column(database, keys);
  await database.write((db) => migrateInside(db, '0007_folding'));
  expect(await column(database, keys)).toEqual(
    ['ada', 'jos\u00e9', 'strasse', 'ibrahim', 'οδοσ'].map((name, nth) => `${name} ${nth}@example.org`),
  );
  await database.write((db) => migrateInside(db, BEFORE));
  expect(await column(database, keys)).toEqual(before);
});

test('a label is found by every spelling, and of those that become one, one is', async () => {
  const database = await openBefore();
  await addLabels(database, ['Straße', 'bug', 'STRASSE', 'ΟΔΟΣ', 'zz', 'zz\u200b', 'Maß', 'Masſ', 'Café', 'i\u0307']);
  const keys = sql`select name_key from label order by id`;
  const before = await column(database, keys);
  await database.write((db) => migrateInside(db, '0007_folding'));
  expect(await column(database, keys)).toEqual([
    'straße',
    'bug',
    'strasse',
    'οδοσ',
    'zz',
    'zz\u200b',
    'mass',
    'masſ',
    'café',
    'i',
  ]);
  await database.write((db) => migrateInside(db, BEFORE));
  expect(await column(database, keys)).toEqual(before);
});

test('a label that is being deleted keeps its key', async () => {
  const database = await openBefore();
  await addLabels(database, ['gone']);
  await database.write((db) => sql`update label set deleted_at = ${AT}, name_key = ${'\u0007l1000'}`.execute(db));
  await database.write((db) => migrateInside(db, '0007_folding'));
  expect(await column(database, sql`select name_key from label`)).toEqual(['\u0007l1000']);
});

test('C50: people from other trackers get the name that they have there, unless it is in use', async () => {
  const database = await openBefore();
  await addUsers(database, [
    { first_name: 'Foo-', imported_from: 'github:foo-' },
    { first_name: 'Renamed since', imported_from: 'github:dependabot[bot]' },
    { first_name: 'dependabot[bot]', imported_from: 'gitlab:dependabot[bot]' },
    { first_name: 'ekr', imported_from: 'github:ekr' }, // another ekr is here, or was at the time
    { first_name: 'two words', imported_from: 'github:two words' },
    { first_name: 'Ada', username: 'ada' },
  ]);
  await database.write((db) => migrateInside(db, '0007_folding'));
  const names = sql`select username from "user" order by id`;
  expect(await column(database, names)).toEqual(['Foo-', 'dependabot[bot]', null, null, null, 'ada']);
  const keys = sql`select username_key from "user" order by id`;
  expect(await column(database, keys)).toEqual(['foo-', 'dependabot[bot]', null, null, null, 'ada']);
});

test('thousands of users are folded, some at a time', async () => {
  const database = await openBefore();
  await addUsers(
    database,
    Array.from({ length: 1200 }, (_, nth) => ({ first_name: nth % 2 ? 'Straße' : 'Léa' })),
  );
  await database.write((db) => migrateInside(db, '0007_folding'));
  const [folded] = await column(database, sql`select count(*) from "user" where search_key like 'strasse %'`);
  expect(folded).toBe(600);
});
