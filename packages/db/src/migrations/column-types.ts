import { type Kysely, type RawBuilder, sql } from 'kysely';
import { isPostgres } from '../engine.ts';

type ColumnType = 'text' | 'integer' | 'bigint' | RawBuilder<unknown>;

type ColumnTypes = {
  /** In the order of its bytes, whatever language the server speaks. */
  text: ColumnType;
  /** Whole numbers up to 2^53. */
  integer: ColumnType;
  /** ISO 8601, in UTC, with milliseconds. */
  time: ColumnType;
  /** JSON, kept as it was written. */
  json: ColumnType;
};

const SQLITE: ColumnTypes = { text: 'text', integer: 'integer', time: 'text', json: 'text' };

/** SQLite's integers have 64 bits; PostgreSQL orders text by a language unless told not to. */
const POSTGRES: ColumnTypes = {
  text: sql`text collate "C"`,
  integer: 'bigint',
  time: sql`timestamptz(3)`,
  json: sql`json`,
};

/** The types that make both engines keep the same values, in the same order. */
export function columnTypes(db: Kysely<never>): ColumnTypes {
  return isPostgres(db) ? POSTGRES : SQLITE;
}
