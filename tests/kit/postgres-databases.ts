// Databases on PostgreSQL for tests. To make one costs 40 ms, and most tests leave theirs as they found
// it but for the rows: so it is emptied and given to the next test, unless anything else is different.

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { MAIN_PROJECT_ID } from '../../packages/db/src/main-project.ts';
import { migrateUp } from '../../packages/db/src/migrate.ts';
import { openPostgres } from '../../packages/db/src/postgres/postgres.ts';

export type TestPostgres = {
  /** The address of a server where the tests may make databases. */
  server: string;
  /** How the names of theirs begin. */
  prefix: string;
  /** What the schema of a migrated one looks like. */
  fingerprint: string;
  /** What removes all rows from a migrated one but those that a migration makes. */
  emptying: string;
};

export type TestDatabase = { url: string; giveBack: () => Promise<void> };

/** Makes the migrated database that others are copied from. */
export async function createTemplate(server: string): Promise<TestPostgres> {
  const postgres = { server, prefix: `docket_test_${process.pid}`, fingerprint: '', emptying: '' };
  const name = templateOf(postgres);
  await onServer(postgres, async (client) => {
    await client.query(`create database ${name} encoding 'UTF8' template template0`);
    await client.query(`create table ${freeIn(postgres)} (name text primary key)`);
  });
  const database = await openPostgres(databaseOn(postgres, name));
  await migrateUp(database);
  await database.close();
  return withClient(databaseOn(postgres, name), async (client) => {
    const { fingerprint } = stateIn(await client.query<State>(STATE));
    return { ...postgres, fingerprint, emptying: await emptyingOf(client) };
  });
}

/** Removes everything that the run has made on the server. */
export async function dropAll(postgres: TestPostgres): Promise<void> {
  await onServer(postgres, async (client) => {
    await client.query(`drop table ${freeIn(postgres)}`);
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database where datname like $1', [
      `${postgres.prefix}_%`,
    ]);
    for (const { datname } of rows) await dropDatabase(client, datname);
  });
}

/** A migrated database with nothing in it. */
export async function takeDatabase(postgres: TestPostgres): Promise<TestDatabase> {
  const name = await onServer(postgres, async (client) => {
    const free = freeIn(postgres);
    const { rows } = await client.query<{ name: string }>(
      `delete from ${free} where name = (select name from ${free} limit 1 for update skip locked) returning name`,
    );
    return rows[0]?.name ?? createDatabase(client, postgres, templateOf(postgres));
  });
  const url = databaseOn(postgres, name);
  return { url, giveBack: () => giveBack(postgres, name) };
}

/** A database without tables. */
export async function takeEmptyDatabase(postgres: TestPostgres): Promise<TestDatabase> {
  const name = await onServer(postgres, (client) => createDatabase(client, postgres, 'template0'));
  const drop = () => onServer(postgres, async (client) => void (await dropDatabase(client, name)));
  return { url: databaseOn(postgres, name), giveBack: drop };
}

/** Runs SQL on a database as another program would, and answers with the rows. */
export async function queryPostgres<Row extends object = Record<string, unknown>>(
  url: string,
  query: string,
): Promise<Row[]> {
  const { rows } = await withClient(url, (client) => client.query<Row>(query));
  return rows;
}

async function createDatabase(client: pg.ClientBase, { prefix }: TestPostgres, template: string): Promise<string> {
  const name = `${prefix}_${randomUUID().replaceAll('-', '')}`;
  // Half the time of the default, which writes it all to the log.
  await client.query(`create database ${name} template ${template} strategy file_copy`);
  return name;
}

async function dropDatabase(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(`drop database if exists ${name} with (force)`);
}

async function giveBack(postgres: TestPostgres, name: string): Promise<void> {
  const isAsNew = await withClient(databaseOn(postgres, name), async (client) => {
    // One message instead of four, to which pg answers with a list. Whoever is still there might write after we emptied.
    const results: unknown = await client.query(`${STATE}; ${postgres.emptying}`);
    const { others, fingerprint } = stateIn(Array.isArray(results) ? results[0] : results);
    return Number(others) === 0 && fingerprint === postgres.fingerprint;
  }).catch(() => false); // a table is missing, or the whole database
  await onServer(postgres, async (client) => {
    if (isAsNew) await client.query(`insert into ${freeIn(postgres)} values ($1)`, [name]);
    else await dropDatabase(client, name);
  });
}

async function emptyingOf(client: pg.Client): Promise<string> {
  const { rows: tables } = await client.query<{ tablename: string }>(
    "select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely_%'",
  );
  // One statement, so that the order of references does not matter.
  const deletions = tables.map(({ tablename }, at) => `d${at} as (delete from "${tablename}")`);
  return [
    `with ${deletions.join()} select`,
    "insert into counter (name, value) values ('rights', 0)",
    `insert into project (id, key, name, visibility, version, created_at, updated_at)
      values ('${MAIN_PROJECT_ID}', 'MAIN', 'Main', 'internal', 1, now(), now())`,
    `insert into project_key (key, project_id) values ('MAIN', '${MAIN_PROJECT_ID}')`,
    `insert into issue_counter (project_id, last_number, open_issues, closed_issues) values ('${MAIN_PROJECT_ID}', 0, 0, 0)`,
    "insert into log_reader (name, position) values ('notifications', 0)",
    'insert into log (id) select left(md5(random()::text), 16)',
    "select setval(pg_get_serial_sequence('event', 'position'), 1, false)",
  ].join('; ');
}

type State = { others: string; fingerprint: string };

/**
 * How many others are connected, and what tells one schema from another: copies keep all
 * identifiers, and those from 16384 are not PostgreSQL's own. And whether somebody counted for the
 * planner, or left tables large, from which it guesses: the next test would get other plans.
 */
const STATE = `
  select
    (select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()) as others,
    concat_ws(' ',
      (select string_agg(name || timestamp, ',' order by name) from kysely_migration),
      (select sum(hashtext(concat(attrelid, attnum, attname, atttypid, attnotnull))) from pg_attribute where attrelid >= 16384),
      (select sum(hashtext(concat(oid, relname, relchecks))) from pg_class where oid >= 16384),
      (select sum(oid::bigint) from pg_constraint where oid >= 16384),
      (select sum(oid::bigint) from pg_proc where oid >= 16384), (select sum(oid::bigint) from pg_trigger),
      (select count(*) from pg_statistic where starelid >= 16384),
      (select sum(pg_relation_size(oid)) > 1024 * 1024 from pg_class where oid >= 16384 and relkind = 'r')
    ) as fingerprint`;

function stateIn({ rows }: pg.QueryResult<State>): State {
  return rows[0] ?? { others: '', fingerprint: '' };
}

function templateOf({ prefix }: TestPostgres): string {
  return `${prefix}_template`;
}

function freeIn({ prefix }: TestPostgres): string {
  return `${prefix}_free`;
}

/** The address of another database on the server. */
function databaseOn({ server }: TestPostgres, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

const pools = new Map<string, pg.Pool>();

/** On a connection that is kept, since each new one costs 5 ms. It keeps no process alive. */
async function onServer<T>({ server }: TestPostgres, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const pool = pools.get(server) ?? new pg.Pool({ connectionString: server, max: 1, allowExitOnIdle: true });
  if (!pools.has(server))
    pools.set(
      server,
      pool.on('error', () => undefined),
    );
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
