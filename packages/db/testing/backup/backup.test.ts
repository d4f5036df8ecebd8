// Runs on postgresql: it restores between both engines at once.

import { text } from 'node:stream/consumers';
import { createZstdDecompress } from 'node:zlib';
import { allRows, type Engine, openOn } from '@docket/kit/both-engines';
import { type Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../src/database.ts';
import { isPostgres } from '../../src/engine.ts';
import { assertMigrated, migrateDown, migrateUp } from '../../src/migrate.ts';
import { columnTypes } from '../../src/migrations/column-types.ts';
import { migrations } from '../../src/migrations/index.ts';
import { openDatabase } from '../../src/open.ts';
import { AT, backup, check, fill, restore } from './backups.ts';

const WAYS: { from: Engine; to: Engine }[] = [
  { from: 'sqlite', to: 'sqlite' },
  { from: 'sqlite', to: 'postgresql' },
  { from: 'postgresql', to: 'sqlite' },
  { from: 'postgresql', to: 'postgresql' },
];

/** Runs one text on SQLite and another on PostgreSQL. */
function run(database: Database, texts: { sqlite: string; postgresql: string }): Promise<unknown> {
  return database.write((db) => sql.raw(isPostgres(db) ? texts.postgresql : texts.sqlite).execute(db));
}

async function addEvent(database: Database): Promise<number> {
  const event = { id: 'new', type: 'test.done', subject_id: 'new', data: '{}', created_at: AT };
  const adding = database.write((db) =>
    db.insertInto('event').values(event).returning('position').executeTakeFirstOrThrow(),
  );
  return (await adding).position;
}

function logOf({ read }: Database): Promise<{ id: string }> {
  return read.selectFrom('log').select('id').executeTakeFirstOrThrow();
}

for (const { from, to } of WAYS) {
  test(`a backup of ${from} fills an empty ${to} with all its rows, which counts on from there`, async () => {
    const source = await openOn(from);
    await fill(source, 700);
    const { bytes, badValues, additions } = await backup(source);
    const target = await openOn(to, { isEmpty: true });
    const { tables, migrated } = await restore(bytes, target);
    expect({ badValues, additions, migrated }).toEqual({ badValues: [], additions: [], migrated: [] });
    expect(await allRows(target)).toEqual(await allRows(source));
    expect(tables.find(({ table }) => table === 'issue')?.rows).toBe(700);
    await expect(assertMigrated(target)).resolves.toBeUndefined();
    expect(await addEvent(target)).toBe(701);
    const [{ id }, { id: other }] = [await logOf(source), await logOf(target)];
    expect([id, other]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.not.stringContaining(id)]);
  });

  test(`a backup of ${from} from before a migration is migrated on ${to}`, async () => {
    const source = await openOn(from);
    await fill(source);
    const { bytes } = await backup(source);
    migrations['9000_backed_up'] = {
      async up(db: Kysely<never>) {
        await db.schema.alterTable('issue').addColumn('shout', columnTypes(db).text).execute();
        await sql`update issue set shout = upper(title)`.execute(db);
      },
      down: (db: Kysely<never>) => db.schema.alterTable('issue').dropColumn('shout').execute(),
    };
    onTestFinished(() => void delete migrations['9000_backed_up']);
    for (const isEmpty of [true, false]) {
      const target = await openOn(to, { isEmpty });
      if (!isEmpty) await migrateUp(target); // to the last step, beyond that of the backup
      expect((await restore(bytes, target)).migrated).toEqual(['9000_backed_up']);
      expect((await allRows(target))['issue']).toMatchObject([{ shout: 'ISSUE 1' }, {}, {}]);
    }
  });

  test(`from ${from}, a row that ${to} refuses leaves it as it was`, async () => {
    const source = await openOn(from);
    await fill(source);
    const { bytes } = await backup(source);
    const target = await openOn(to);
    await run(target, {
      sqlite: "create trigger sly before insert on issue when new.number = 2 begin select raise(abort, 'no room'); end",
      postgresql: `create function sly() returns trigger language plpgsql as $$
        begin if new.number = 2 then raise exception 'no room'; end if; return new; end $$;
        create trigger sly before insert on issue for each row execute function sly()`,
    });
    await expect(restore(bytes, target)).rejects.toThrow(
      'A row of the table issue cannot be written (id issue-2: no room): nothing was changed',
    );
    expect(await allRows(target)).toMatchObject({ user: [], issue: [], counter: [{ name: 'rights', value: 0 }] });
  });
}

for (const engine of ['sqlite', 'postgresql'] as const) {
  test(`a backup of ${engine} has what was there when it began, and nothing that came later`, async () => {
    const source = await openOn(engine);
    await fill(source, 700);
    const before = await allRows(source);
    const slow: Database = {
      ...source,
      snapshot: (work) =>
        source.snapshot(async (db, write) => {
          await addEvent(source);
          return work(db, write);
        }),
    };
    const { bytes } = await backup(slow);
    const target = await openOn('sqlite', { isEmpty: true });
    await restore(bytes, target);
    expect(await allRows(target)).toEqual(before);
  });

  test(`a backup that was made with a later migration is refused, and ${engine} is as it was`, async () => {
    migrations['9000_backed_up'] = { async up() {} };
    onTestFinished(() => void delete migrations['9000_backed_up']);
    const source = await openOn('sqlite');
    await migrateUp(source);
    const { bytes } = await backup(source);
    delete migrations['9000_backed_up'];
    const target = await openOn(engine, { isEmpty: true });
    await expect(restore(bytes, target)).rejects.toThrow('The file was made by a newer Docket (this one does not know');
    expect(await allRows(target)).toEqual({});
  });

  test(`${engine} is left as it is when it holds data`, async () => {
    const source = await openOn('sqlite');
    await fill(source);
    const { bytes } = await backup(source);
    const target = await openOn(engine);
    await fill(target, 1);
    const before = await allRows(target);
    await expect(restore(bytes, target)).rejects.toThrow('The target has data already');
    expect(await allRows(target)).toEqual(before);
  });

  test(`a table or column that was made by hand on ${engine} is named, and left out`, async () => {
    const source = await openOn(engine);
    await fill(source);
    const before = await allRows(source);
    await run(source, { sqlite: 'create table notes (body text)', postgresql: 'create table notes (body text)' });
    await run(source, { sqlite: 'alter table issue add note', postgresql: 'alter table issue add note text' });
    const { bytes, additions } = await backup(source);
    expect(additions).toEqual(['issue.note', 'notes']);
    const target = await openOn(engine === 'sqlite' ? 'postgresql' : 'sqlite', { isEmpty: true });
    await restore(bytes, target);
    expect(await allRows(target)).toEqual(before);
  });

  test(`a backup of ${engine} is taken before an upgrade, too`, async () => {
    const source = await openOn(engine);
    const [last = ''] = await migrateDown(source);
    const target = await openOn('sqlite', { isEmpty: true });
    expect((await restore((await backup(source)).bytes, target)).migrated).toEqual([last]);
  });
}

test('a backup can be read with zstd: a header, tables after those that they refer to, and their sums', async () => {
  const source = await openOn('sqlite');
  await fill(source);
  const { bytes } = await backup(source);
  const content = await text(createZstdDecompress().end(bytes));
  const lines = content
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const schema = Object.keys(migrations).at(-1);
  expect(lines[0]).toEqual({ docket_backup: 1, schema, engine: 'sqlite', created_at: AT });
  const tables = lines.flatMap(({ table }) => table ?? []);
  expect(tables.indexOf('user')).toBeLessThan(tables.indexOf('issue'));
  expect(tables.indexOf('issue')).toBeLessThan(tables.indexOf('comment'));
  expect(lines.at(-1)).toEqual({ tables: tables.length, rows: 13 });
});

test('values that PostgreSQL refuses are named, and restored on SQLite', async () => {
  const source = await openOn('sqlite');
  await fill(source);
  await source.write((db) =>
    sql`update "user" set website = ${'https://example.org/\0'}, created_at = '2026'`.execute(db),
  );
  const { bytes, badValues } = await backup(source);
  expect(badValues).toMatchObject([{ table: 'user', row: 'id ada', column: 'website', what: 'holds a NUL character' }]);
  const [same, other] = [await openOn('sqlite', { isEmpty: true }), await openOn('postgresql', { isEmpty: true })];
  await restore(bytes, same);
  expect(await allRows(same)).toEqual(await allRows(source));
  await expect(restore(bytes, other)).rejects.toThrow(
    'A row of the table user cannot be written (id ada, column website: holds a NUL character): nothing was changed',
  );
  expect(await allRows(other)).toEqual({});
});

test('a value that no backup can hold is named', async () => {
  const source = await openOn('sqlite');
  await fill(source);
  await source.write((db) => sql`update issue set title = x'00ff' where number = 2`.execute(db));
  await expect(backup(source)).rejects.toThrow(
    'The row id issue-2 of the table issue cannot be backed up (column title is no text): mend it with SQL',
  );
});

test('a target in memory would be lost', async () => {
  const source = await openOn('sqlite');
  const target = await openDatabase('sqlite::memory:');
  onTestFinished(() => target.close());
  await expect(restore((await backup(source)).bytes, target)).rejects.toThrow('sqlite::memory: is gone');
});

test('a database that is none of ours cannot be backed up', async () => {
  await expect(backup(await openOn('sqlite', { isEmpty: true }))).rejects.toThrow('has no tables of ours');
});

test('a check reads all of a backup, however it comes in', async () => {
  const source = await openOn('sqlite');
  await fill(source);
  const { bytes } = await backup(source);
  for (const piece of [1, 7, 72, 73, bytes.length]) {
    const { header, tables } = await check(bytes, piece);
    expect(header.engine).toBe('sqlite');
    expect(tables.find(({ table }) => table === 'issue')?.rows).toBe(3);
  }
});
