import type { Expression, RawBuilder, SqlBool } from 'kysely';
import type { Reader } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { hasTextOnPostgres, hitsAmongOnPostgres, someHitsOnPostgres } from '../postgres/hits.ts';
import { hasTextOnSqlite, hitsAmongOnSqlite, someHitsOnSqlite } from '../sqlite/search.ts';
import { isFound } from './found.ts';
import { countBytes, readIssues } from './indexing.ts';
import { beginningsIn, hasBeginning, inWholeWords, roughQueryFor, type TextQuery, textQueryFor } from './text-query.ts';

/** SQLite takes that for no limit. */
const UNBOUNDED = -1;

const NOTHING: TextQuery = { any: [] };

/** So many issues, of so many bytes, are read rather than all that FTS5 has of words that begin so. */
const MOST_READ = { issues: 100, bytes: 300_000 };

/**
 * The hits of one query, for one call. Issues in the bin are not in the index, but those that the actor may not see are.
 * What can be read only as a whole is read once.
 */
export class TextHits {
  readonly #db: Reader;
  readonly #query: TextQuery;
  readonly #projects: readonly string[] | undefined;
  #counted: { most: number; found: number[] | undefined } | undefined;
  #share: number | undefined;
  /** All hits, where FTS5 was asked for the beginning of a word. */
  #all: number[] | undefined;
  /** Finds some of the hits of such a query, without beginnings. Those were more than `upTo` was asked for. */
  #sure: TextQuery | undefined;

  /** @param projects counts the hits in these alone; in all when left out */
  constructor(db: Reader, query: TextQuery, { projects }: { projects?: readonly string[] | undefined } = {}) {
    this.#db = db;
    this.#query = query;
    this.#projects = projects;
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
      const found = await (isPostgres(this.#db) ? this.#someOnPostgres(most + 1) : this.#someOnSqlite(most + 1));
      this.#counted = { most, found: found && found.length > most ? undefined : found };
    }
    return this.#counted.found;
  }

  /** The hits among serials, which are of issues in the projects. */
  async among(serials: readonly number[]): Promise<Set<number>> {
    if (serials.length === 0) return new Set();
    if (isPostgres(this.#db) || !hasBeginning(this.#query)) return this.#amongThose(this.#query, serials);
    if (this.#sure && !this.#all) {
      const sure = await this.#amongThose(this.#sure, serials);
      const others = serials.filter((serial) => !sure.has(serial));
      if (await this.#areFew(others)) return new Set([...sure, ...(await this.#amongRead(others))]);
    }
    const all = this.#all ?? (await this.#beginningsUpTo(Number.POSITIVE_INFINITY)) ?? [];
    return new Set(serials.filter((serial) => isAmong(all, serial)));
  }

  async #someOnPostgres(most: number): Promise<number[] | undefined> {
    const [query, rough] = [textQueryFor(this.#db, this.#query), roughQueryFor(this.#query)];
    const wanted = {
      query,
      rough: rough === query ? undefined : rough,
      beginnings: beginningsIn(this.#query),
      projects: this.#projects && JSON.stringify(this.#projects),
    };
    const { found, share } = await someHitsOnPostgres(this.#db, wanted, most);
    this.#share = share;
    return found;
  }

  async #someOnSqlite(most: number): Promise<number[] | undefined> {
    if (hasBeginning(this.#query)) return this.#beginningsUpTo(most);
    const all = { query: this.#printed(this.#query), most };
    const found = await someHitsOnSqlite(this.#db, { all, unless: { sure: this.#printed(NOTHING), most: 1 } });
    this.#share = found && shareOf(found);
    return found;
  }

  /** Before the first hit, all is read that the index has of words that begin so: unless those without are enough. */
  async #beginningsUpTo(most: number): Promise<number[] | undefined> {
    const isBounded = Number.isFinite(most);
    const sure = isBounded ? inWholeWords(this.#query) : NOTHING;
    this.#all = await someHitsOnSqlite(this.#db, {
      all: { query: this.#printed(this.#query), most: UNBOUNDED },
      unless: { sure: this.#printed(sure), most: isBounded ? most : 1 },
    });
    if (!this.#all) this.#sure = sure;
    this.#share = this.#all && shareOf(this.#all);
    return this.#all;
  }

  #printed(query: TextQuery): string {
    return textQueryFor(this.#db, query, { projects: this.#projects });
  }

  async #amongThose(query: TextQuery, serials: readonly number[]): Promise<Set<number>> {
    const ascending = serials.toSorted((one, other) => one - other);
    const among = isPostgres(this.#db) ? hitsAmongOnPostgres : hitsAmongOnSqlite;
    return new Set(await among(this.#db, textQueryFor(this.#db, query), ascending));
  }

  async #areFew(serials: readonly number[]): Promise<boolean> {
    return serials.length <= MOST_READ.issues && (await countBytes(this.#db, serials)) <= MOST_READ.bytes;
  }

  async #amongRead(serials: readonly number[]): Promise<Set<number>> {
    const issues = await readIssues(this.#db, serials);
    return new Set(issues.filter(({ words }) => isFound(this.#query, words)).map(({ serial }) => serial));
  }
}

/** Among all issues up to the last one that was found. */
function shareOf(ascending: readonly number[]): number {
  return ascending.length / Math.max(ascending.at(-1) ?? 0, 1);
}

/** To make a set of very many takes longer than to look some up. */
function isAmong(ascending: readonly number[], wanted: number): boolean {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ascending[middle] ?? 0) < wanted) from = middle + 1;
    else to = middle;
  }
  return ascending[from] === wanted;
}

/**
 * Condition: a query finds the issue with the serial in this column. It is asked of each row, in its place in the plan.
 * For conditions of which it is a part; what is asked of all rows is asked of `TextHits`.
 */
export function hasText(db: Reader, serialColumn: string, query: string | Expression<string>): RawBuilder<SqlBool> {
  return isPostgres(db) ? hasTextOnPostgres(serialColumn, query) : hasTextOnSqlite(serialColumn, query);
}
