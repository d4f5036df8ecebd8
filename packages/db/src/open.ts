import { type Database, DatabaseError } from './database.ts';
import { openSqlite } from './sqlite.ts';

/**
 * Opens the database that `url` names: `sqlite:FILE` (the folder is made when it is missing) or
 * `sqlite::memory:`. With `mustExist` nothing is made.
 *
 * @throws DatabaseError when it can not be opened.
 */
export function openDatabase(url: string, options: { mustExist?: boolean } = {}): Database {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length), options);
  if (/^postgres(ql)?:/.test(url)) {
    throw new DatabaseError('PostgreSQL is not supported yet: set DATABASE_URL to sqlite:FILE');
  }
  throw new DatabaseError(`The database address must start with "sqlite:", such as sqlite:./data/docket.db`);
}
