import { type Kysely, PostgresAdapter } from 'kysely';

/** On which of the two engines a handle works. */
export function isPostgres(db: Pick<Kysely<never>, 'getExecutor'>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
