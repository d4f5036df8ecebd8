// Runs on postgresql: it moves between both engines at once.

import { allRows, DIRECTIONS, openOn } from '@docket/kit/both-engines';
import { createTestDatabase, runSql } from '@docket/kit/database';
import { type Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Database, Writer } from '../../src/database.ts';
import { isPostgres } from '../../src/engine.ts';
import { MAIN_PROJECT_ID } from '../../src/main-project.ts';
import { assertMigrated, migrateDown, migrateUp } from '../../src/migrate.ts';
import { columnTypes } from '../../src/migrations/column-types.ts';
import { migrations } from '../../src/migrations/index.ts';
import { moveDatabase } from '../../src/move/move.ts';
import { openDatabase } from '../../src/open.ts';

const AT = '2026-01-31T09:30:00.000Z';

function startProgress() {
  return { advance: () => undefined, stop: () => undefined };
}

/** An account, some issues of it, and what happened to them. */
function fill(database: Database, issues = 3): Promise<void> {
  return database.write(async (db) => {
    const at = { created_at: AT, updated_at: AT };
    await db
      .insertInto('user')
      .values({ id: 'ada', email: 'ada@example.org', role: 'user', search_key: '', ...at })
      .execute();
    for (let number = 1; number <= issues; number++) await addIssue(db, number);
    await db.updateTable('counter').set({ value: issues }).execute();
  });
}

async function addIssue(db: Writer, number: number): Promise<void> {
  const text = { title: `Issue ${number}`, description: '', priority: 'low', status: 'open' } as const;
  const at = { created_at: AT, updated_at: AT };
  const id = `issue-${number}`;
  await db
    .insertInto('issue')
    .values({ id, project_id: MAIN_PROJECT_ID, serial: number, number, ...text, author_id: 'ada', version: 1, ...at })
    .execute();
  await addEvent(db, id);
}

async function addEvent(db: Writer, subject_id: string): Promise<number> {
  const event = { id: `of ${subject_id}`, type: 'issue.created', subject_id, data: '{ "a": 1 }', created_at: AT };
  const { position } = await db.insertInto('event').values(event).returning('position').executeTakeFirstOrThrow();
  return position;
}

/** Which log of events a database has: a copy has another one. */
async function logOf({ read }: Database): Promise<string> {
  const [{ id }] = (await read.selectFrom('log').select('id').execute()) as [{ id: string }];
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  return id;
}

/** Runs one text on SQLite and another on PostgreSQL. */
function run(database: Database, texts: { sqlite: string; postgresql: string }): Promise<unknown> {
  return database.write((db) => sql.raw(isPostgres(db) ? texts.postgresql : texts.sqlite).execute(db));
}

/** Lets something happen whenever a row of the table is added. */
function onInsert(database: Database, table: string, { sqlite, postgresql }: { sqlite: string; postgresql: string }) {
  return run(database, {
    sqlite: `create trigger sly after insert on "${table}" begin ${sqlite}; end`,
    postgresql: `create function sly() returns trigger language plpgsql as $$ begin ${postgresql}; return new; end $$;
      create trigger sly before insert on "${table}" for each row execute function sly()`,
  });
}

const untouched = { counter: [{ name: 'rights', value: 0 }] };

for (const { from, to } of DIRECTIONS) {
  test(`moves all rows from ${from} to ${to}, and counts on from there`, async () => {
    const source = await openOn(from);
    const target = await openOn(to, { isEmpty: true });
    await fill(source, 700);
    const before = await allRows(source);
    const log = await logOf(source);
    const moved = await moveDatabase({ from: source, to: target, startProgress });
    expect(await allRows(target)).toEqual(before);
    expect(await allRows(source)).toEqual(before);
    expect(moved.find(({ table }) => table === 'issue')).toMatchObject({ rows: 700, sha256: expect.any(String) });
    await expect(assertMigrated(target)).resolves.toBeUndefined();
    expect(await target.write((db) => addEvent(db, 'new'))).toBe(701);
    expect([await logOf(source), await logOf(target)]).toEqual([log, expect.not.stringContaining(log)]);
  });

  test(`moves from ${from} to ${to} what was there when it began, and nothing that came later`, async () => {
    const [source, target] = [await openOn(from), await openOn(to)];
    await fill(source);
    const before = await allRows(source);
    const slow: Database = {
      ...target,
      async write(work, options) {
        await source.write((db) => addIssue(db, 4));
        return target.write(work, options);
      },
    };
    await moveDatabase({ from: source, to: slow, startProgress });
    expect(await allRows(target)).toEqual(before);
  });

  test(`from ${from}, takes back everything when ${to} hands out another value than it was given`, async () => {
    const [source, target] = [await openOn(from), await openOn(to)];
    await fill(source);
    await onInsert(target, 'issue', {
      sqlite: "update issue set title = 'Issue 4' where number = 2",
      postgresql: "if new.number = 2 then new.title = 'Issue 4'; end if",
    });
    const move = moveDatabase({ from: source, to: target, startProgress });
    await expect(move).rejects.toThrow('The table issue of the target has other content than the source');
    expect(await allRows(target)).toMatchObject({ user: [], issue: [], event: [], ...untouched });
  });

  test(`from ${from}, takes back everything when a row is lost in ${to}`, async () => {
    const [source, target] = [await openOn(from), await openOn(to)];
    await fill(source);
    await onInsert(target, 'issue', {
      sqlite: 'delete from event where position = 2',
      postgresql: 'delete from event where position = 2',
    });
    const move = moveDatabase({ from: source, to: target, startProgress });
    await expect(move).rejects.toThrow('The table event of the target has 2 rows, the source 3');
    expect(await allRows(target)).toMatchObject({ user: [], event: [], ...untouched });
  });

  test(`from ${from}, leaves nothing in ${to} when a row is refused, and works when it is run again`, async () => {
    const [source, target] = [await openOn(from), await openOn(to)];
    await fill(source);
    await onInsert(target, 'user', {
      sqlite: "select raise(abort, 'no room')",
      postgresql: "raise exception 'no room'",
    });
    const move = () => moveDatabase({ from: source, to: target, startProgress });
    await expect(move()).rejects.toThrow(
      'A row of the table user cannot be written (id ada: no room): nothing was changed',
    );
    expect(await allRows(target)).toMatchObject({ issue: [], event: [], ...untouched });
    await run(target, { sqlite: 'drop trigger sly', postgresql: 'drop trigger sly on "user"; drop function sly' });
    await move();
    expect(await allRows(target)).toEqual(await allRows(source));
  });

  test(`moves tables of a later step from ${from} to ${to}, with rows that name each other`, async () => {
    migrations['9000_later'] = { up: createTree };
    onTestFinished(() => void delete migrations['9000_later']);
    const source = await openOn(from);
    await migrateUp(source);
    await source.write((db) =>
      sql`insert into tree (kind, id, parent, note) values ('a', 1, 2, ''), ('a', 2, 1, null), ('b', 1, null, 'ä𝄞')`.execute(
        db,
      ),
    );
    const target = await openOn(to);
    await moveDatabase({ from: source, to: target, startProgress });
    const rows = await allRows(target);
    expect(rows).toEqual(await allRows(source));
    expect(rows['tree']).toHaveLength(3);
    const dangling = target.write((db) => sql`insert into tree (kind, id, parent) values ('c', 1, 7)`.execute(db));
    await expect(dangling).rejects.toThrow(/foreign key/i);
  });

  test(`from ${from}, leaves ${to} as it is when it holds data`, async () => {
    const [source, target] = [await openOn(from), await openOn(to)];
    await fill(source);
    await fill(target, 1);
    const before = await allRows(target);
    const move = moveDatabase({ from: source, to: target, startProgress });
    await expect(move).rejects.toThrow('The target has data already (in the table event): name an empty database');
    expect(await allRows(target)).toEqual(before);
  });

  test(`from ${from}, makes no table in ${to} while the source lacks a step`, async () => {
    const source = await openOn(from);
    const target = await openOn(to, { isEmpty: true });
    await migrateDown(source);
    await expect(moveDatabase({ from: source, to: target, startProgress })).rejects.toThrow('lacks 1 migration(s)');
    expect(await allRows(target)).toEqual({});
  });

  test(`refuses to move ${from} onto itself by another address`, async () => {
    const url = await createTestDatabase({ engine: from });
    const other = from === 'sqlite' ? url.replace('docket.db', './docket.db') : `${url}?application_name=docket`;
    const [source, target] = [await openDatabase(url), await openDatabase(other)];
    onTestFinished(async () => void (await Promise.all([source.close(), target.close()])));
    const move = moveDatabase({ from: source, to: target, startProgress });
    await expect(move).rejects.toThrow('Source and target are the same database: name another target');
  });
}

test('leaves the references of PostgreSQL as strict as they were', async () => {
  const [source, target] = [await openOn('sqlite'), await openOn('postgresql')];
  const readReferences = () =>
    sql`select conname, condeferrable, condeferred from pg_constraint where contype = 'f' order by conname`.execute(
      target.read,
    );
  const { rows: before } = await readReferences();
  await fill(source);
  await moveDatabase({ from: source, to: target, startProgress });
  expect(before.length).toBeGreaterThan(0);
  expect((await readReferences()).rows).toEqual(before);
});

test('says that a target in memory would be lost', async () => {
  const target = await openDatabase('sqlite::memory:');
  onTestFinished(() => target.close());
  const move = moveDatabase({ from: await openOn('sqlite'), to: target, startProgress });
  await expect(move).rejects.toThrow('sqlite::memory: is gone when the command ends: name a file');
});

test.each(DIRECTIONS)('says which table of the source is broken, from $from to $to', async ({ from, to }) => {
  const url = await createTestDatabase({ engine: from });
  const source = await openDatabase(url);
  onTestFinished(() => source.close());
  const target = await openOn(to);
  await fill(source, 1); // one row that names nobody is enough
  const unchecked = from === 'sqlite' ? 'pragma foreign_keys = off' : 'set session_replication_role = replica';
  await runSql(url, `${unchecked}; delete from "user"`);
  const move = moveDatabase({ from: source, to: target, startProgress });
  await expect(move).rejects.toThrow(/table "?issue"? .*(names rows that are not there|violates foreign key)/);
  expect(await allRows(target)).toMatchObject({ user: [], issue: [], ...untouched });
});

/** A later step: a table with a key of two columns, whose rows refer to each other. */
async function createTree(db: Kysely<never>): Promise<void> {
  const { text, integer } = columnTypes(db);
  await db.schema
    .createTable('tree')
    .addColumn('kind', text)
    .addColumn('id', integer)
    .addColumn('parent', integer)
    .addColumn('note', text)
    .addPrimaryKeyConstraint('tree_key', ['kind', 'id'])
    .addForeignKeyConstraint('tree_parent', ['kind', 'parent'], 'tree', ['kind', 'id'])
    .execute();
}
