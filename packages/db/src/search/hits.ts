import type { Expression, RawBuilder, SqlBool } from 'kysely';
import type { Reader } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { hasTextOnPostgres, PostgresHits } from '../postgres/hits.ts';
import { hasTextOnSqlite, SqliteHits } from '../sqlite/hits.ts';
import type { TextQuery } from './text-query.ts';

/** The hits of one query, for one call. Issues in the bin are not in the index, but those that the actor may not see are. */
export class TextHits {
  readonly #of: PostgresHits | SqliteHits;
  #counted: { most: number; found: number[] | undefined } | undefined;
  #share: number | undefined;

  /** @param projects counts the hits in these alone; in all when left out */
  constructor(db: Reader, query: TextQuery, { projects }: { projects?: readonly string[] | undefined } = {}) {
    this.#of = isPostgres(db) ? new PostgresHits(db, query, projects) : new SqliteHits(db, query, projects);
  }

  /**
   * About what share of issues are hits, to choose how many to read: on PostgreSQL of those in the projects, on SQLite of all.
   * Undefined before `upTo`, and where that did not tell.
   */
  get share(): number | undefined {
    return this.#share;
  }

  /** The serials of all hits in the projects, in no order; undefined when they are more than `most`. The last answer is kept. */
  async upTo(most: number): Promise<number[] | undefined> {
    if (this.#counted?.most !== most) {
      const { found, share } = await this.#of.some(most + 1);
      this.#share = share;
      this.#counted = { most, found: found && found.length > most ? undefined : found };
    }
    return this.#counted.found;
  }

  /** The hits among serials, which are of issues in the projects. */
  async among(serials: readonly number[]): Promise<Set<number>> {
    if (serials.length === 0) return new Set();
    return new Set(await this.#of.among(serials.toSorted((one, other) => one - other)));
  }
}

/**
 * Condition: a query finds the issue with the serial in this column. It is asked of each row, in its place in the plan.
 * For conditions of which it is a part; what is asked of all rows is asked of `TextHits`.
 */
export function hasText(db: Reader, serialColumn: string, query: string | Expression<string>): RawBuilder<SqlBool> {
  return isPostgres(db) ? hasTextOnPostgres(serialColumn, query) : hasTextOnSqlite(serialColumn, query);
}
