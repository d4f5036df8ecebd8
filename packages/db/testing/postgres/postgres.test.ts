// Runs on postgresql: it tests what only that engine has to do.

import { createTestDatabase } from '@docket/kit/database';
import { queryPostgres } from '@docket/kit/postgres';
import { startProxy } from '@docket/kit/tcp-proxy';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { codeOf, type Database, isUnavailable, type Writer } from '../../src/database.ts';
import { assertMigrated } from '../../src/migrate.ts';
import { openPostgres } from '../../src/postgres/postgres.ts';

async function open(url: string, connections = 3): Promise<Database> {
  const database = await openPostgres(url, { connections });
  onTestFinished(() => database.close());
  return database;
}

/** A connection of another program. */
async function connectFromOutside(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

async function addCounters(database: Database, names: string[]): Promise<void> {
  const counters = names.map((name) => ({ name, value: 0 }));
  await database.write((db) => db.insertInto('counter').values(counters).execute());
}

function count(db: Writer, name: string) {
  return db
    .updateTable('counter')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', name)
    .execute();
}

async function valuesOf(database: Database): Promise<Record<string, number>> {
  const rows = await database.read.selectFrom('counter').selectAll().where('name', '!=', 'rights').execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

test('repeats what PostgreSQL rolled back to end a deadlock, and commits it once', async () => {
  const url = await createTestDatabase();
  const database = await open(url);
  await addCounters(database, ['ours', 'theirs']);
  const outside = await connectFromOutside(url);
  await outside.query("set deadlock_timeout = '20s'; begin; update counter set value = 10 where name = 'theirs'");
  let attempts = 0;
  let theirs: Promise<unknown> | undefined;
  await database.write(async (db) => {
    attempts += 1;
    await count(db, 'ours');
    theirs ??= outside.query("update counter set value = value + 10 where name = 'ours'; commit");
    await count(db, 'theirs');
  });
  await theirs;
  expect(attempts).toBe(2);
  expect(await valuesOf(database)).toEqual({ ours: 11, theirs: 11 });
});

test('does not repeat a commit whose answer was lost: it may have been done', async () => {
  const url = await createTestDatabase();
  const proxy = await startProxy(url);
  const database = await open(proxy.url);
  await addCounters(database, ['ours']);
  let attempts = 0;
  proxy.cutAnswerTo('; commit');
  const failure = await database
    .write(async (db) => {
      attempts += 1;
      await count(db, 'ours');
    })
    .catch((error: unknown) => error);
  expect([attempts, codeOf(failure), isUnavailable(failure)]).toEqual([1, '08006', true]);
  expect(await valuesOf(database)).toEqual({ ours: 1 });
});

test('commits nothing when a statement failed, though the work went on', async () => {
  const database = await open(await createTestDatabase());
  const work = database.write(async (db) => {
    await count(db, 'rights');
    await db
      .insertInto('counter')
      .values({ name: 'rights', value: 1 })
      .execute()
      .catch(() => undefined);
  });
  await expect(work).rejects.toThrow('current transaction is aborted');
  expect(await database.read.selectFrom('counter').selectAll().execute()).toEqual([{ name: 'rights', value: 0 }]);
});

test('gives up on a lock that another program keeps, and says that this will pass', async () => {
  const url = await createTestDatabase();
  const database = await open(url);
  await addCounters(database, ['ours']);
  const outside = await connectFromOutside(url);
  await outside.query('begin; update counter set value = 10');
  const failure = await database.write((db) => count(db, 'ours')).catch((error: unknown) => error);
  expect([codeOf(failure), isUnavailable(failure)]).toEqual(['55P03', true]);
  await outside.query('rollback');
  await database.write((db) => count(db, 'ours'));
  expect(await valuesOf(database)).toEqual({ ours: 1 });
});

test('lets a long transaction take as long as it must, unless its process falls silent', async () => {
  const database = await open(await createTestDatabase());
  const limitsIn = (options: { isLong?: boolean }) =>
    database.write(async (db) => {
      const { rows } = await sql<{ statement: string; idle: string }>`
        select current_setting('statement_timeout') as statement,
          current_setting('idle_in_transaction_session_timeout') as idle`.execute(db);
      return rows[0];
    }, options);
  expect(await limitsIn({ isLong: true })).toEqual({ statement: '0', idle: '1min' });
  expect(await limitsIn({})).toEqual({ statement: '5s', idle: '10s' });
});

test('has never more connections than it was told', async () => {
  const url = await createTestDatabase();
  const database = await open(url, 3);
  const outside = new pg.Pool({ connectionString: url, max: 1 });
  onTestFinished(() => outside.end());
  const connections = async () => {
    const { rows } = await outside.query(
      "select from pg_stat_activity where datname = current_database() and application_name = 'docket'",
    );
    return rows.length;
  };
  const calls = Array.from({ length: 60 }, async (_, at) => {
    if (at % 3 === 0) await database.write((db) => sql`select pg_sleep(0.01)`.execute(db));
    else await sql`select pg_sleep(0.01)`.execute(database.read);
    return connections();
  });
  expect(Math.max(...(await Promise.all(calls)))).toBe(4); // one writes
});

test('does nothing for those who come when it is closed, not even on connections that nobody used before', async () => {
  const database = await openPostgres(await createTestDatabase());
  await database.close();
  await expect(database.write((db) => count(db, 'rights'))).rejects.toThrow('after calling end');
  await expect(database.write((db) => count(db, 'rights'), { isLong: true })).rejects.toThrow('after calling end');
});

test('refuses to write on the connections for reading', async () => {
  const database = await open(await createTestDatabase());
  const write = sql`update counter set value = 7`.execute(database.read);
  expect(codeOf(await write.catch((error: unknown) => error))).toBe('25006');
});

test.each([
  'postgresql:docket:hunter2@127.0.0.1:1/docket',
  'postgresql:/docket:hunter2@127.0.0.1:1/docket',
  'postgresql:///docket:hunter2@127.0.0.1:1/docket',
  'postgresql://docket:12/hunter2@127.0.0.1:1/docket',
  'postgresql://docket:hunter2/a@localhost:1/docket',
  'postgresql://docket:p@a/hunter2@localhost:1/docket',
  'postgresql://docket:p@a/hunter2%@localhost:1/docket',
  'postgresql://docket:42?hunter2@localhost:1/docket',
  'postgresql://docket:42#hunter2@localhost:1/docket',
  'postgresql://docket:hunter2@127.0.0.1:1/%zz',
  'postgresql://docket:hunter2%e9@127.0.0.1:1/docket',
  'postgresql://docket:hunter2@127.0.0.1:1/%e9',
  'postgresql://docket:hunter2@127.0.0.1:1',
])('says how an address looks, and nothing of "%s"', async (url) => {
  const refusal = await openPostgres(url, { connections: 1 }).then(String, String);
  expect(refusal).toMatch(
    /^DatabaseError: DATABASE_URL must look like postgresql:\/\/user:password@host:5432\/docket, /,
  );
  expect(refusal).not.toContain('hunter2');
});

test.each([
  ['sslrootcert=/nowhere/ca.crt', /^A file that DATABASE_URL names cannot be read \(.*\/nowhere\/ca.crt.*\): check/],
  ['port=many', /^DATABASE_URL cannot be used \(Invalid port: many\): check what follows/],
  ['ssl=require', /^The "ssl" in DATABASE_URL cannot be read: take sslmode=verify-full/],
])('says what is wrong with "?%s" in an address, in one line without the password', async (search, says) => {
  const failure = openPostgres(`postgresql://docket:hunter2@127.0.0.1:1/docket?${search}`);
  await expect(failure).rejects.toEqual(
    expect.objectContaining({ name: 'DatabaseError', message: expect.stringMatching(says) }),
  );
});

test('says that a missing database and a refused connection will pass, once it runs', async () => {
  const url = await createTestDatabase({ isEmpty: true });
  const name = new URL(url).pathname.slice(1);
  const server = new URL(url);
  server.pathname = '/postgres';
  const database = await open(url);
  await queryPostgres(server.href, `alter database ${name} with allow_connections false`);
  await queryPostgres(server.href, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  await expect.poll(() => sql`select 1`.execute(database.read).catch(isUnavailable), { timeout: 60_000 }).toBe(true);
  await queryPostgres(server.href, `alter database ${name} with allow_connections true`);
  await queryPostgres(server.href, `alter database ${name} rename to ${name}_away`);
  const missing = await sql`select 1`.execute(database.read).catch((error: unknown) => error);
  expect([codeOf(missing), isUnavailable(missing)]).toEqual(['3D000', true]);
  await queryPostgres(server.href, `alter database ${name}_away rename to ${name}`);
  expect((await sql`select 1 as one`.execute(database.read)).rows).toEqual([{ one: 1 }]);
});

test('hears of what another process commits by its notification, and without one looks itself', async () => {
  const url = await createTestDatabase();
  const [here, there] = [await open(url), await open(url)];
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const listener = vi.fn();
  here.onChange(listener);
  // Nothing tells when the connection listens: until it does, each notification is lost.
  for (let round = 1; listener.mock.calls.length === 0; round += 1) await addCounters(there, [`n${round}`]);
  listener.mockClear();
  vi.advanceTimersByTime(500);
  expect(listener).toHaveBeenCalled();
});

test('answers a probe of health while all connections for reading are in use', async () => {
  const url = await createTestDatabase();
  const database = await open(url, 1);
  const other = await connectFromOutside(url);
  await other.query('select pg_advisory_lock(1)');
  const reading = sql`select pg_advisory_lock(1)`.execute(database.read).catch(() => undefined); // it may wait for too long
  await assertMigrated({ read: database.probe });
  await other.query('select pg_advisory_unlock(1)');
  await reading;
});

test('three snapshots are read at a time, and walk indexes as other reads do', async () => {
  const database = await open(await createTestDatabase());
  const ended = Promise.withResolvers<void>();
  const plans: unknown[] = [];
  const read = () =>
    database.snapshot(async (db) => {
      const { rows } = await sql`
        select current_setting('enable_seqscan') as seqscan, current_setting('plan_cache_mode') as plans`.execute(db);
      plans.push(...rows);
      if (plans.length === 3) ended.resolve();
      await ended.promise;
    });
  await Promise.all([read(), read(), read()]);
  expect(plans).toEqual(Array(3).fill({ seqscan: 'off', plans: 'force_generic_plan' }));
  const { rows } = await database.write((db) => sql`show enable_seqscan`.execute(db), { isLong: true });
  expect(rows).toEqual([{ enable_seqscan: 'on' }]);
});
