import { sql } from 'kysely';
import { type MigrationResultSet, Migrator } from 'kysely/migration';
import { type Database, DatabaseError, type Reader, type Writer } from './database.ts';
import { isPostgres } from './engine.ts';
import { migrations } from './migrations/index.ts';

/** A migration step, and when it was applied to this database (null: it is pending). */
export type MigrationStep = { name: string; applied_at: string | null };

/** A step over a large table takes its time. Who starts meanwhile waits for it; on SQLite, for 5 s. */
const LONG = { isLong: true };

/**
 * Applies all pending steps in one transaction and returns their names. Two processes that
 * start at once are safe: the second waits for the first and finds nothing to do.
 *
 * @throws DatabaseError when the database was made by a newer Docket. Nothing is changed then.
 */
export async function migrateUp(database: Database): Promise<string[]> {
  if ((await pendingSteps(database)).length === 0) return []; // the usual case takes no write lock
  return database.write((db) => migrateInside(db), LONG);
}

/** The same inside the caller's transaction, to this step (up or down) when one is named. Returns the steps that it took. */
export async function migrateInside(db: Writer, step?: string): Promise<string[]> {
  refuseNewerDatabase(await appliedSteps(db));
  const migrator = migratorOn(db);
  return stepNames(step === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(step));
}

/**
 * The last step that was applied.
 *
 * @throws DatabaseError when the database was made by a newer Docket, or none was applied
 */
export async function lastStep(db: Reader): Promise<string> {
  const applied = await appliedSteps(db);
  refuseNewerDatabase(applied);
  const last = [...applied.keys()].at(-1);
  if (last === undefined) throw new DatabaseError('The database has no tables of ours: check DATABASE_URL');
  return last;
}

/** Whether this Docket knows a step. */
export function isKnownStep(name: string): boolean {
  return Object.hasOwn(migrations, name);
}

/** Takes back the last applied step and returns its name, or nothing when none is applied. */
export function migrateDown(database: Database): Promise<string[]> {
  return database.write(async (db) => {
    refuseNewerDatabase(await appliedSteps(db));
    return stepNames(await migratorOn(db).migrateDown());
  }, LONG);
}

/** Every step that this Docket knows, oldest first. Writes nothing. */
export async function migrationStatus(database: Database): Promise<MigrationStep[]> {
  return listSteps(await appliedSteps(database.read));
}

/**
 * @throws DatabaseError when the database does not have exactly the steps that this Docket knows.
 */
export async function assertMigrated(database: Pick<Database, 'read'>): Promise<void> {
  const pending = await pendingSteps(database);
  if (pending.length === 0) return;
  throw new DatabaseError(
    `The database lacks ${pending.length} migration(s) (${pending.map((step) => step.name).join(', ')}): run "./docket migrate up"`,
  );
}

async function pendingSteps(database: Pick<Database, 'read'>): Promise<MigrationStep[]> {
  const applied = await appliedSteps(database.read);
  refuseNewerDatabase(applied);
  return listSteps(applied).filter((step) => step.applied_at === null);
}

function refuseNewerDatabase(applied: Map<string, string>): void {
  const unknown = [...applied.keys()].filter((name) => !(name in migrations));
  if (unknown.length === 0) return;
  throw new DatabaseError(
    `The database was made by a newer Docket (this one does not know ${unknown.join(', ')}): start the newer version, or restore a backup from before the upgrade`,
  );
}

function listSteps(applied: Map<string, string>): MigrationStep[] {
  return Object.keys(migrations).map((name) => ({ name, applied_at: applied.get(name) ?? null }));
}

// Kysely's introspection reads the whole catalog: too slow for every readiness probe.
const TABLE_ON_POSTGRES = sql`select 1 where to_regclass('kysely_migration') is not null`;
const TABLE_ON_SQLITE = sql`select 1 from sqlite_schema where name = 'kysely_migration'`;

async function appliedSteps(db: Reader): Promise<Map<string, string>> {
  const { rows: found } = await (isPostgres(db) ? TABLE_ON_POSTGRES : TABLE_ON_SQLITE).execute(db);
  if (found.length === 0) return new Map();
  const { rows } = await sql<{ name: string; timestamp: string }>`
    select name, timestamp from kysely_migration order by name
  `.execute(db);
  return new Map(rows.map((row) => [row.name, row.timestamp]));
}

/** The caller's transaction holds the steps together, so the migrator opens none of its own. */
function migratorOn(db: Writer): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrations }, disableTransactions: true });
}

function stepNames({ error, results }: MigrationResultSet): string[] {
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}
