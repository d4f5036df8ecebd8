// Runs on postgresql: it tests the connections to that engine.

import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { queryPostgres } from '@docket/kit/postgres';
import { startProxy } from '@docket/kit/tcp-proxy';
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { codeOf, type Database, isUnavailable, type Writer } from '../../src/database.ts';
import { openPostgres } from '../../src/postgres/postgres.ts';

async function open(url: string, connections = 1): Promise<Database> {
  const database = await openPostgres(url, { connections });
  onTestFinished(() => database.close());
  return database;
}

const PATIENCE = { timeout: 60_000 };

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
}

test('goes on when a migration of another process changes the columns of prepared queries', async () => {
  const url = await createTestDatabase();
  const database = await open(url);
  const select = (db: Database['read']) => db.selectFrom('counter').selectAll().where('name', '=', 'rights').execute();
  await select(database.read);
  await database.write(select);
  await queryPostgres(url, 'alter table counter add column made_by text');
  const counter = [{ name: 'rights', value: 0, made_by: null }];
  expect(await select(database.read)).toEqual(counter);
  expect(await database.write(select)).toEqual(counter);
});

const ODD_SETTINGS = {
  statement_timeout: '1s', // not less: it holds for the statement that sets ours, on a busy machine too
  lock_timeout: '1s',
  timezone: 'Asia/Tokyo',
  datestyle: 'German',
  client_encoding: 'LATIN1',
  standard_conforming_strings: 'off',
  synchronous_commit: 'off',
  default_transaction_isolation: 'serializable',
  default_transaction_read_only: 'on',
};

test.each(['of the database', 'of the address'])('is not led astray by settings %s', async (whose) => {
  const url = new URL(await createTestDatabase({ isEmpty: true }));
  const settings = Object.entries(ODD_SETTINGS);
  if (whose === 'of the address') {
    url.searchParams.set('options', settings.map(([name, value]) => `-c ${name}=${value}`).join(' '));
  } else {
    const statements = settings.map(([name, value]) => `alter database %I set ${name} = '${value}'`).join('; ');
    await queryPostgres(
      url.href,
      `do $$ begin execute replace('${statements.replaceAll("'", "''")}', '%I', current_database()); end $$`,
    );
  }
  const database = await open(url.href);
  const question = sql`
    select 'Ångström – \\ 漢' as text, timestamptz '2026-01-31T23:30:00Z' as time,
      current_setting('transaction_isolation') as isolation, current_setting('synchronous_commit') as commit,
      current_setting('transaction_read_only') as read_only, current_setting('lock_timeout') as lock_timeout,
      current_setting('statement_timeout') as statement_timeout`;
  const answer = {
    text: 'Ångström – \\ 漢',
    time: '2026-01-31T23:30:00.000Z',
    isolation: 'read committed',
    commit: 'on',
    lock_timeout: '4s',
    statement_timeout: '5s',
  };
  expect((await question.execute(database.read)).rows).toEqual([{ ...answer, read_only: 'on' }]);
  const { rows } = await database.write((db) => question.execute(db));
  expect(rows).toEqual([{ ...answer, read_only: 'off' }]);
});

test.each(['falls silent', 'refuses'])(
  'keeps nothing of a thousand calls when PostgreSQL %s, and closes',
  async (how) => {
    const proxy = await startProxy(await createTestDatabase());
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);
    onTestFinished(() => void process.off('warning', warn));
    const before = openSockets();
    const database = await open(proxy.url, 3);
    database.changeMark();
    await database.write((db) => sql`select 1`.execute(db));
    if (how === 'refuses') await proxy.close();
    else proxy.fallSilent();

    const failures = await Promise.all(
      Array.from({ length: 1000 }, (_, at) => {
        const call = at % 2 ? sql`select 1`.execute(database.read) : database.write((db) => sql`select 1`.execute(db));
        return call.then(() => false, isUnavailable);
      }),
    );
    expect(failures.every(Boolean)).toBe(true);
    await database.close();
    await proxy.close();
    await expect.poll(openSockets, PATIENCE).toBeLessThanOrEqual(before);
    expect(warnings).toEqual([]);
  },
);

/** By way of a server that cuts a connection when it is told that it ends (message `X`), and does not say so. */
async function throughCutter(address: string): Promise<string> {
  const url = new URL(address);
  const { hostname, port } = url;
  const cutter = createServer((client) => {
    const server = connect(Number(port), hostname);
    server.pipe(client);
    client.on('close', () => server.destroy());
    client.on('data', (data) => {
      if (data.toString('latin1', 0, 1) === 'X') client.resetAndDestroy();
      else server.write(data);
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void cutter.close());
  await once(cutter, 'listening');
  url.host = `127.0.0.1:${(cutter.address() as AddressInfo).port}`;
  return url.href;
}

test('closes without an error though the connections are cut at that moment', async () => {
  const database = await open(await throughCutter(await createTestDatabase()));
  await database.write((db) => sql`select 1`.execute(db));
  await expect(database.close()).resolves.toBeUndefined();
});

test('closes at once while it tries to listen to a server that says nothing', async () => {
  const url = await createTestDatabase();
  const proxy = await startProxy(url);
  const database = await open(proxy.url);
  await sql`select 1`.execute(database.read);
  proxy.fallSilent();
  database.changeMark();
  const givesUp = wait(1000, 'listening gives up'); // by itself
  expect(await Promise.race([database.close(), givesUp])).toBeUndefined();
});

test('says which connections are in use, and not that PostgreSQL is away, when a call waits in vain for one', async () => {
  const database = await open(await createTestDatabase(), 2);
  const reading = [1, 2].map(() => sql`select pg_sleep(4)`.execute(database.read));
  const writing = database.write((db) => sql`select pg_sleep(4)`.execute(db));
  const failures = await Promise.all(
    [sql`select 1`.execute(database.read), database.write((db) => sql`select 1`.execute(db))].map((call) =>
      call.catch((error: Error) => [error.message, isUnavailable(error)]),
    ),
  );
  expect(failures).toEqual([
    [expect.stringMatching(/^All 2 connections to PostgreSQL for reading are in use: .* DATABASE_CONNECTIONS$/), true],
    [expect.stringMatching(/^The connection to PostgreSQL for writing is in use: /), true],
  ]);
  await Promise.all([...reading, writing]);
});

test('says that PostgreSQL does not answer when no connection can be made', async () => {
  const proxy = await startProxy(await createTestDatabase());
  const database = await open(proxy.url, 1);
  await sql`select pg_terminate_backend(pg_backend_pid())`.execute(database.read).catch(() => undefined);
  proxy.fallSilent();
  const calls = [1, 2].map(() => sql`select 1`.execute(database.read).catch((error: Error) => error.message));
  const says = expect.stringMatching(/^PostgreSQL does not answer: /);
  expect(await Promise.all(calls)).toEqual([says, says]);
});

test('keeps a connection after a value was refused, and closes it after anything else', async () => {
  const database = await open(await createTestDatabase());
  const connection = async () => {
    const { rows } = await database.write((db) => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db));
    return rows[0]?.pid;
  };
  const first = await connection();
  const twice = (db: Writer): Promise<unknown> =>
    db.insertInto('counter').values({ name: 'rights', value: 1 }).execute();
  const codes = [];
  for (const work of [twice, twice, (db: Writer) => sql`select 1 / 0`.execute(db)]) {
    codes.push(codeOf(await database.write(work).catch((error: unknown) => error)));
  }
  expect([codes, await connection()]).toEqual([['23505', '23505', '22012'], first]);
  const unknown = await database.write((db) => sql`select missing`.execute(db)).catch(codeOf);
  expect(unknown).toBe('42703');
  expect(await connection()).not.toBe(first);
});

test('takes the options and the name of the address, and nothing that is ours to set', async () => {
  const url = new URL(await createTestDatabase());
  const given = {
    options: '-c work_mem=1234kB',
    application_name: 'a name',
    max: '0',
    query_timeout: '1',
    binary: '1',
  };
  url.search = new URLSearchParams(given).toString();
  const { read } = await open(url.href);
  const question = sql`select current_setting('work_mem') as work_mem, current_setting('application_name') as name,
    pg_sleep(0.01)::text as slept, 1 as one`;
  const answer = { work_mem: '1234kB', name: 'a name', slept: '', one: 1 };
  expect((await question.execute(read)).rows).toEqual([answer]);
});

test('reads the certificates that the address names once, when it opens', async () => {
  const certificate = join(temporaryFolder(), 'ca.crt');
  writeFileSync(certificate, '');
  const url = new URL(await createTestDatabase());
  url.search = new URLSearchParams({ sslmode: 'disable', sslrootcert: certificate }).toString();
  const database = await open(url.href);
  rmSync(certificate);
  await database.write((db) => sql`select 1`.execute(db));
  database.changeMark();
  url.search = '';
  const listeners = "select from pg_stat_activity where datname = current_database() and query like 'listen %'";
  await vi.waitFor(async () => expect(await queryPostgres(url.href, listeners)).toHaveLength(1), PATIENCE);
});
