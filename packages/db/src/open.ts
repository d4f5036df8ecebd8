import { type Database, DatabaseError } from './database.ts';
import type { DatabaseObserver } from './observer.ts';
import { openSqlite } from './sqlite/sqlite.ts';

export type OpenOptions = {
  /** Make no file that is not there. */
  mustExist?: boolean;
  /** Change nothing, not even a setting: `write` fails. The database must be there. */
  isReadOnly?: boolean;
  /** Connections to PostgreSQL for reading, at most. */
  connections?: number;
  observer?: DatabaseObserver;
};

/**
 * Opens the database that `url` names: `sqlite:FILE` (the folder is made when it is missing),
 * `sqlite::memory:` or `postgresql://USER:PASSWORD@HOST/DATABASE`.
 *
 * @throws DatabaseError when it cannot be opened.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  if (url.startsWith('sqlite://')) {
    throw new DatabaseError(
      'DATABASE_URL names a file with one colon and no slashes before it: sqlite:./data/docket.db',
    );
  }
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length), options);
  if (/^postgres(ql)?:/.test(url)) {
    const { openPostgres } = await import('./postgres/postgres.ts'); // who has a file never loads the driver
    return openPostgres(url, options);
  }
  throw new DatabaseError('DATABASE_URL must begin with "sqlite:" or "postgresql:", such as sqlite:./data/docket.db');
}
