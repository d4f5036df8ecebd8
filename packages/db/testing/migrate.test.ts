import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { spawnNode } from '@docket/kit/child';
import { createTestDatabase } from '@docket/kit/database';
import { schemaOf } from '@docket/kit/schema';
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Database, DatabaseError } from '../src/database.ts';
import { assertMigrated, migrateDown, migrateUp, migrationStatus } from '../src/migrate.ts';
import { migrations } from '../src/migrations/index.ts';
import { openDatabase } from '../src/open.ts';

const steps = Object.keys(migrations);

async function open(url: string): Promise<Database> {
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  return database;
}

test('leaves the same schema after up, down and up again, and nothing of ours after down', async () => {
  const database = await open(await createTestDatabase({ isEmpty: true }));
  expect(await migrateUp(database)).toEqual(steps);
  const first = await schemaOf(database.read);
  expect(first.map((row) => row.name)).toContain('issue');

  for (const step of steps.toReversed()) expect(await migrateDown(database)).toEqual([step]);
  expect(await migrateDown(database)).toEqual([]);
  const ours = (await schemaOf(database.read)).filter((row) => !row.name.startsWith('kysely_'));
  expect(ours).toEqual([]);

  expect(await migrateUp(database)).toEqual(steps);
  expect(await schemaOf(database.read)).toEqual(first);
});

test('tells which steps are pending, writes nothing for it, and refuses to go on without them', async () => {
  const database = await open(await createTestDatabase({ isEmpty: true }));
  expect(await migrationStatus(database)).toEqual(steps.map((name) => ({ name, applied_at: null })));
  await expect(assertMigrated(database)).rejects.toThrow('run "./docket migrate up"');
  expect(await schemaOf(database.read)).toEqual([]);

  await migrateUp(database);
  await expect(assertMigrated(database)).resolves.toBeUndefined();
  const [applied] = await migrationStatus(database);
  expect(applied?.applied_at).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test('takes its time for a step, up and down, as over a large table', async () => {
  const database = await open(await createTestDatabase({ isEmpty: true }));
  const write = vi.spyOn(database, 'write');
  await migrateUp(database);
  await migrateDown(database);
  expect(write.mock.calls.map(([, options]) => options)).toEqual([{ isLong: true }, { isLong: true }]);
});

test('rolls every step back when a later one fails', async () => {
  const database = await open(await createTestDatabase({ isEmpty: true }));
  const failure = new Error('step 2 is broken');
  migrations['0002_broken'] = { up: () => Promise.reject(failure) };
  onTestFinished(() => void delete migrations['0002_broken']);
  await expect(migrateUp(database)).rejects.toBe(failure);
  expect(await schemaOf(database.read)).toEqual([]);
});

test('refuses a database of a newer Docket and leaves it as it is', async () => {
  const url = await createTestDatabase();
  const database = await open(url);
  await database.write((db) =>
    sql`insert into kysely_migration (name, timestamp) values ('9999_future', '2040-01-01T00:00:00.000Z')`.execute(db),
  );
  const before = await schemaOf(database.read);
  for (const attempt of [migrateUp, migrateDown, assertMigrated]) {
    const refusal = await attempt(database).then(String, (error: unknown) => error);
    expect(refusal).toBeInstanceOf(DatabaseError);
    expect(String(refusal)).toMatch(/newer Docket .*9999_future.*: start the newer version/);
  }
  expect(await schemaOf(database.read)).toEqual(before);
  const { rows } = await sql`select name from kysely_migration order by name`.execute(database.read);
  expect(rows).toEqual([...steps, '9999_future'].map((name) => ({ name })));
});

/** A process that opens the database and migrates it as soon as it reads a line. */
function starter(url: string) {
  const module = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  const program = `
    import { once } from 'node:events';
    import { openDatabase, migrateUp } from ${module};
    process.stdin.ref(); // while it waits it runs on
    process.stdout.write('ready\\n');
    await once(process.stdin, 'data');
    const database = await openDatabase(${JSON.stringify(url)});
    process.stdout.write(JSON.stringify(await migrateUp(database)) + '\\n');
    await database.close();
    process.exit(0);
  `;
  return spawnNode(['--input-type=module', '--eval', program]);
}

test('lets five processes migrate one fresh database at once: one does it, the others find it done', async () => {
  const url = await createTestDatabase({ isEmpty: true });
  const children = Array.from({ length: 5 }, () => starter(url));
  await Promise.all(children.map((child) => once(child.stdout, 'readable')));
  const outcomes = children.map(async (child) => {
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { code, errors, output: output.replace('ready\n', '').trim() };
  });
  for (const child of children) child.stdin.write('go\n');

  const said = (await Promise.all(outcomes)).toSorted((a, b) => b.output.length - a.output.length);
  const nothingToDo = { code: 0, errors: '', output: '[]' };
  expect(said).toEqual([{ ...nothingToDo, output: JSON.stringify(steps) }, ...Array(4).fill(nothingToDo)]);
  await expect(assertMigrated(await open(url))).resolves.toBeUndefined();
});

test('makes further test databases as copies that share nothing, without running a step again', async () => {
  const first = await createTestDatabase();
  const before = { ...migrations };
  for (const step of steps) migrations[step] = { up: () => Promise.reject(new Error(`${step} ran again`)) };
  onTestFinished(() => void Object.assign(migrations, before));
  const second = await createTestDatabase();

  const one = await open(first);
  await one.write((db) => db.insertInto('counter').values({ name: 'mine', value: 1 }).execute());
  const counters = await (await open(second)).read.selectFrom('counter').selectAll().execute();
  expect(counters).toEqual([{ name: 'rights', value: 0 }]);
});
