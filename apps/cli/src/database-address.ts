import { type Database, DatabaseError, openDatabase } from '@docket/router';

/** An address, and where it came from: an option, or `DATABASE_URL`. */
export type Address = { url: string; option: string };

/**
 * Opens a database for one command.
 *
 * @throws DatabaseError that names where the address came from
 */
export async function openAt({ url, option }: Address, options: { isReadOnly?: boolean } = {}): Promise<Database> {
  try {
    return await openDatabase(url, { ...options, connections: 1 });
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new DatabaseError(error.message.replaceAll('DATABASE_URL', option));
  }
}

/** The path of a SQLite file; undefined for an address of anything else. */
export function sqliteFileOf(url: string): string | undefined {
  const [, file] = /^sqlite:(.+)$/.exec(url) ?? [];
  return file === ':memory:' ? undefined : file;
}
