import { resolve } from 'node:path';
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

/**
 * Where the database of an address is, in words and without a password: for a log, once it could be opened.
 *
 * @throws DatabaseError when the address cannot be read
 */
export async function placeOfDatabase(url: string): Promise<string> {
  const [, file] = /^sqlite:(.*)$/s.exec(url) ?? [];
  if (file === ':memory:') return 'The database in memory, on SQLite';
  if (file !== undefined) return `The database ${resolve(file)} on SQLite`;
  const { readPostgresAddress } = await import('./postgres/address.ts');
  return readPostgresAddress(url).place;
}
