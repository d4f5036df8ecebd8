import type SqliteConnection from 'better-sqlite3';
import type { SqliteStatement } from 'kysely';
import { LRUCache } from 'lru-cache';
import { observed, type RanStatement } from '../observer.ts';

/** Statements kept prepared per connection: more than the product has shapes of query. */
const STATEMENTS_KEPT = 500;

/** Makes a statement of a connection, or gives the one that it has made before. */
export type Prepare = (text: string) => SqliteStatement;

/** With `tell`, that hears of each statement that is run. */
export function preparing(connection: SqliteConnection.Database, tell?: (ran: RanStatement) => void): Prepare {
  const prepare = keepStatements(connection);
  if (!tell) return prepare;
  const isRead = connection.readonly;
  return (sql) => {
    const statement = prepare(sql);
    return {
      reader: statement.reader,
      all: (parameters) => observed({ sql, isRead }, tell, () => statement.all(parameters)),
      run: (parameters) => observed({ sql, isRead }, tell, () => statement.run(parameters)),
      iterate: (parameters) => statement.iterate(parameters),
    };
  };
}

/** Kysely prepares a statement for every call, which takes longer than to run a small one. */
function keepStatements(connection: SqliteConnection.Database) {
  const kept = new LRUCache<string, SqliteConnection.Statement<unknown[]>>({ max: STATEMENTS_KEPT });
  return (text: string) => {
    const found = kept.get(text);
    // A statement that is being iterated cannot be used a second time.
    if (found) return found.busy ? connection.prepare<unknown[]>(text) : found;
    const statement = connection.prepare<unknown[]>(text);
    kept.set(text, statement);
    return statement;
  };
}
