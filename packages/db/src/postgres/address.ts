import type { ClientConfig } from 'pg';
import { parse, toClientConfig } from 'pg-connection-string';
import { DatabaseError } from '../database.ts';

/** What an address may say. Limits on time, the pool and the types of values are ours to set. */
const TAKEN = new Set([
  'user',
  'password',
  'host',
  'port',
  'database',
  'ssl',
  'sslnegotiation',
  'options',
  'application_name',
]);

/** Where to connect, as whom, and with which certificates. */
export type PostgresAddress = {
  settings: ClientConfig;
  /** The database and its server in words, without the password. */
  place: string;
};

/**
 * Reads an address and the files that it names (`sslrootcert`, `sslcert`, `sslkey`). pg would do both
 * anew for each connection, and a file that is away for a moment would fail a call with an error of its own.
 *
 * @throws DatabaseError when the address or a file cannot be read
 */
export function readPostgresAddress(url: string): PostgresAddress {
  const place = describe(url);
  const settings = Object.entries(configOf(url)).filter(([name]) => TAKEN.has(name));
  return { settings: Object.fromEntries(settings), place };
}

function configOf(url: string): ClientConfig {
  try {
    const { ssl, ...address } = parse(url);
    // The library drops this word, though it has read it: nothing would be encrypted.
    if (ssl === 'no-verify') return toClientConfig({ ...address, ssl: { rejectUnauthorized: false } });
    if (typeof ssl !== 'string') return toClientConfig(ssl === undefined ? address : { ...address, ssl });
  } catch (error) {
    throw explainAddressError(error);
  }
  throw new DatabaseError('The "ssl" in DATABASE_URL cannot be read: take sslmode=verify-full, no-verify or disable');
}

function explainAddressError(error: unknown): DatabaseError {
  if (error instanceof URIError) return unreadable();
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'syscall' in error) {
    const remedy = 'check sslrootcert, sslcert and sslkey';
    return new DatabaseError(`A file that DATABASE_URL names cannot be read (${reason}): ${remedy}`);
  }
  return new DatabaseError(`DATABASE_URL cannot be used (${reason}): check what follows the "?"`);
}

function unreadable(): DatabaseError {
  return new DatabaseError(
    'DATABASE_URL must look like postgresql://user:password@host:5432/docket, with @ / : % # ? in a password written as %40 %2F %3A %25 %23 %3F',
  );
}

/**
 * Where the database is. An address that is mistyped, or whose password is not escaped, has a part of
 * the password where host and name should be: it is refused, and not repeated.
 */
function describe(url: string): string {
  const address = URL.parse(url);
  const [, name] = /^\/((?:[^/:@%]|%[0-9a-f]{2})+)$/i.exec(address?.pathname ?? '') ?? [];
  if (!address || !name || address.hash !== '') throw unreadable();
  return `The database ${name} on PostgreSQL at ${address.host || 'this machine'}`;
}
