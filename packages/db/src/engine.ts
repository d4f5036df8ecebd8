import { type Kysely, PostgresAdapter } from 'kysely';

/** Whether a handle is on PostgreSQL; otherwise it is on SQLite. */
export function isPostgres(db: Pick<Kysely<never>, 'getExecutor'>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
