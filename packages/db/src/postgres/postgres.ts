import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import { codeOf, type Database, DatabaseError, DriverError, type Reader, type Writer } from '../database.ts';
import type { DatabaseLoad, DatabaseObserver, PoolLoad } from '../observer.ts';
import type { Tables } from '../tables.ts';
import { readPostgresAddress } from './address.ts';
import { type Changes, followChanges } from './changes.ts';
import { openPool, WALKING } from './pool.ts';

/** The version that the tests run on is 18; what we use is in all that are still maintained. */
const OLDEST_VERSION = 15;

/** Transactions of a process that wait for each other wait for this connection. */
const WRITERS = 1;

/** For what takes as long as it must: a migration, a check of all rows, and snapshots, as of exports by several people. */
const PATIENT = 3;

/** A transaction that PostgreSQL gave up for another's sake is tried so often, and no more once it took so long. */
const ATTEMPTS = 5;
const REPEAT_WITHIN_MS = 3000;

/**
 * Every transaction takes this lock first and keeps it to its end (pg_advisory_xact_lock), so they
 * run one after another over all processes, as `Database.write` promises: nothing that is looked up
 * in a transaction changes before it commits, and events get their positions in the order of
 * commits. SERIALIZABLE promises the first of that too, but every new issue draws its number from one counter, and
 * would mostly be repeated (docs/decisions/07). Reads never wait for the lock.
 */
const WRITE_LOCK = 7_165_021_884;

/** A long transaction that says nothing for so long is ended: its process stands still, and everybody waits. */
const SILENCE_MS = 60_000;

const BEGIN = 'begin isolation level read committed';
const TAKE_TURN = `select pg_advisory_xact_lock(${WRITE_LOCK})`;

/** What begins a transaction. The limits of a short one come with its connection. */
const beginning = {
  short: `${BEGIN}; ${TAKE_TURN}`,
  long: `${BEGIN}; set local idle_in_transaction_session_timeout = ${SILENCE_MS}; ${TAKE_TURN}`,
};

/** What is wrong when all connections of a kind are in use for too long. */
const noneFor = {
  reading: (connections: number) =>
    `All ${connections} connections to PostgreSQL for reading are in use: see whether PostgreSQL is slow, or raise DATABASE_CONNECTIONS`,
  writing: 'The connection to PostgreSQL for writing is in use: see which transaction takes so long',
  probing: 'The connection to PostgreSQL for health probes is in use: PostgreSQL is slow',
  long: `The ${PATIENT} connections to PostgreSQL for long work are in use: wait until some of it has ended`,
};

export type PostgresOptions = {
  isReadOnly?: boolean;
  /** Connections for reading, at most. One more writes, one listens, one probes, and three take what is long. */
  connections?: number;
  observer?: DatabaseObserver;
};

/**
 * Opens a PostgreSQL database: a pool of connections that refuse to write, and one that writes.
 *
 * @throws DatabaseError when the address or a file that it names cannot be read, or the database cannot be
 *   reached or is not fit to be used
 */
export async function openPostgres(
  url: string,
  { connections = 10, isReadOnly = false, observer = {} }: PostgresOptions = {},
): Promise<Database> {
  const { settings, place } = readPostgresAddress(url);
  const { statement: tell } = observer;
  const pools = [
    openPool(settings, { max: connections, readOnly: true, whenUsedUp: noneFor.reading(connections), tell }),
    openPool(settings, { max: WRITERS, readOnly: isReadOnly, whenUsedUp: noneFor.writing, tell }),
    openPool(settings, { max: PATIENT, readOnly: isReadOnly, isLong: true, whenUsedUp: noneFor.long, tell }),
  ] as const;
  const [read, writer, patient] = [kyselyOn(pools[0]), kyselyOn(pools[1]), kyselyOn(pools[2])];
  await refuseUnfit(read).catch(async (error: unknown) => {
    await pools[0].end();
    throw explainOpenError(error, place);
  });
  const probing = openPool(settings, { max: 1, readOnly: true, whenUsedUp: noneFor.probing });
  const changes = followChanges(settings);
  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    // Kysely would make a pool that was not used yet anew, for whoever comes late.
    await Promise.all([changes.close(), ...[...pools, probing].map((pool) => pool.end())]);
  }
  const write: Database['write'] = (work, { isLong = false } = {}) => {
    const turn = isLong ? { kysely: patient, begin: beginning.long } : { kysely: writer, begin: beginning.short };
    return repeatedly(() => inTransaction({ ...turn, changes, observer }, work));
  };
  return {
    read,
    probe: kyselyOn(probing),
    write,
    snapshot: (work) => snapshotOf(patient, (db) => work(db, write)),
    changeMark: changes.mark,
    onChange: changes.onChange,
    isSound: () => isSound(patient),
    load: () => loadOf(pools),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

function kyselyOn(pool: PostgresPool): Kysely<Tables> {
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

type Pool = { load(): PoolLoad };

function loadOf([read, write, long]: readonly [Pool, Pool, Pool]): DatabaseLoad {
  const pools = { read: read.load(), write: write.load(), long: long.load() };
  return { writes_waiting: pools.write.waiting + pools.long.waiting, pools };
}

type Turn = { kysely: Kysely<Tables>; begin: string; changes: Changes; observer: DatabaseObserver };

function inTransaction<T>({ kysely, begin, changes, observer }: Turn, work: (db: Writer) => Promise<T>): Promise<T> {
  return kysely.connection().execute(async (db) => {
    await sql.raw(begin).execute(db);
    try {
      const result = await work(db);
      await sql.raw(changes.commit).execute(db);
      observer.commit?.(1);
      return result;
    } catch (error) {
      await sql`rollback`.execute(db).catch(() => undefined); // a connection that is lost has rolled back
      throw error;
    } finally {
      changes.note(); // of a commit whose answer was lost, nobody knows
    }
  });
}

/** At this level of isolation, the first statement that reads fixes what the others see. Long as they are, they walk. */
function snapshotOf<T>(kysely: Kysely<Tables>, work: (db: Reader) => Promise<T>): Promise<T> {
  const snapshot = kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return snapshot.execute(async (db) => {
    await sql.raw(`${WALKING}; select 1`).execute(db);
    return work(db);
  });
}

/**
 * Repeats what PostgreSQL rolled back for the sake of another transaction (classes 40001 and 40P01):
 * somebody works on our tables by hand, perhaps. A commit whose answer was lost is not repeated.
 */
async function repeatedly<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isLast = attempt === ATTEMPTS || performance.now() - began > REPEAT_WITHIN_MS;
      if (isLast || !['40001', '40P01'].includes(codeOf(error))) throw error;
    }
  }
}

type Fitness = {
  version: number;
  encoding: string;
  tables: string[];
  may_create: boolean | null;
  may_use: boolean | null;
};

/** Nothing is changed in a database that is another program's, or that would not keep what we promise. */
async function refuseUnfit(read: Reader): Promise<void> {
  const { rows } = await sql<Fitness>`
    select current_setting('server_version_num')::int / 10000 as version,
      current_setting('server_encoding') as encoding,
      array(select tablename::text from pg_tables where schemaname = current_schema() order by tablename) as tables,
      has_schema_privilege(current_schema(), 'create') as may_create,
      (select bool_and(has_table_privilege(oid, privilege))
        from pg_class, unnest(array['select', 'insert', 'update', 'delete']) privilege
        where relnamespace = current_schema()::regnamespace and relkind = 'r') as may_use
  `.execute(read);
  const { version = 0, encoding, tables = [], may_create, may_use } = rows[0] ?? {};
  if (version < OLDEST_VERSION) {
    throw new DatabaseError(`PostgreSQL ${version} is too old: Docket needs ${OLDEST_VERSION} or later`);
  }
  if (encoding !== 'UTF8') {
    throw new DatabaseError(`The database has the encoding ${encoding}: make another, as docs/postgresql.md shows`);
  }
  if (tables.includes('kysely_migration') && !may_use) {
    throw new DatabaseError('The user of DATABASE_URL may not use our tables: take the user that made them');
  }
  if (tables.includes('kysely_migration')) return;
  if (tables.length > 0) {
    throw new DatabaseError(
      `The database belongs to another program (it has a table "${tables[0]}"): set DATABASE_URL to a database of our own`,
    );
  }
  if (!may_create) {
    throw new DatabaseError(
      'The user of DATABASE_URL may not make tables: make it the owner of the database, or grant it create on the schema',
    );
  }
}

/** What Node says of a certificate (nodejs.org/api/tls.html, "X509 certificate error codes"). */
const UNTRUSTED = /CERT|LEAF_SIGNATURE|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH/;

/** Why the database cannot be opened, without the password that is in its address. */
function explainOpenError(error: unknown, place: string): unknown {
  if (error instanceof DatabaseError) return new DatabaseError(`${place}: ${error.message}`);
  const code = codeOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof DriverError && error.cause instanceof Error && UNTRUSTED.test(codeOf(error.cause))) {
    const remedy = 'check sslmode, sslrootcert and the host in DATABASE_URL';
    return new DatabaseError(`${place} cannot be trusted (${error.cause.message}): ${remedy}`);
  }
  if (code.startsWith('28')) {
    return new DatabaseError(
      `${place} refuses us (${reason}): check user and password in DATABASE_URL, or set PGPASSWORD`,
    );
  }
  if (code === '3D000') return new DatabaseError(`${place} is not there: make it, as docs/postgresql.md shows`);
  return new DatabaseError(`${place} cannot be opened (${reason}): check DATABASE_URL, and that the server runs`);
}

/** PostgreSQL keeps references itself; that every page can be read shows when every row is. */
async function isSound(db: Kysely<Tables>): Promise<boolean> {
  const tables = await db.introspection.getTables();
  try {
    for (const { schema, name } of tables) {
      await sql`select count(t::text) from ${sql.id(schema ?? 'public', name)} t`.execute(db);
    }
    return true;
  } catch (error) {
    if (/^XX00[12]$/.test(codeOf(error))) return false; // data_corrupted, index_corrupted
    throw error;
  }
}
