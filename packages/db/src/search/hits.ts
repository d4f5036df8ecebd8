import type { Expression, RawBuilder, SqlBool } from 'kysely';
import type { Reader } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { hasTextOnPostgres, hitsAmongOnPostgres, someHitsOnPostgres } from '../postgres/search.ts';
import { hasTextOnSqlite, hitsAmongOnSqlite, someHitsOnSqlite } from '../sqlite/search.ts';
import { beginningsIn, hasBeginning, roughQueryFor, type TextQuery, textQueryFor } from './text-query.ts';

/**
 * The hits of one query, for one call. Issues in the bin are not in the index, but those that the actor may not see are.
 * What can be read only as a whole is read once.
 */
export class TextHits {
  readonly #db: Reader;
  readonly #query: TextQuery;
  readonly #projects: readonly string[] | undefined;
  #all: Promise<number[]> | undefined;

  /** @param projects counts the hits in these alone; in all when left out */
  constructor(db: Reader, query: TextQuery, { projects }: { projects?: readonly string[] | undefined } = {}) {
    this.#db = db;
    this.#query = query;
    this.#projects = projects;
  }

  /** The serials of all hits in the projects, in no order; undefined when they are more than `most`. */
  async upTo(most: number): Promise<number[] | undefined> {
    const found = await (this.#whole() ?? this.#some(most + 1));
    return found.length > most ? undefined : found;
  }

  /**
   * The hits among serials, which are of issues in the projects. A hundred at most cost little each; so many more cost
   * what it takes to read all hits between the lowest and the highest.
   */
  async among(serials: readonly number[]): Promise<Set<number>> {
    if (serials.length === 0) return new Set();
    const all = await this.#whole();
    if (all) return new Set(serials.filter((serial) => isAmong(all, serial)));
    const ascending = serials.toSorted((one, other) => one - other);
    const among = isPostgres(this.#db) ? hitsAmongOnPostgres : hitsAmongOnSqlite;
    return new Set(await among(this.#db, textQueryFor(this.#db, this.#query), ascending));
  }

  #some(most: number): Promise<number[]> {
    const [query, projects] = [this.#query, this.#projects];
    if (!isPostgres(this.#db)) return someHitsOnSqlite(this.#db, textQueryFor(this.#db, query, { projects }), most);
    const wanted = {
      query: textQueryFor(this.#db, query),
      rough: roughQueryFor(query),
      beginnings: beginningsIn(query),
      projects: projects && JSON.stringify(projects),
    };
    return someHitsOnPostgres(this.#db, wanted, most);
  }

  /** Before its first hit, FTS5 reads all that the index has of words that begin so. */
  #whole(): Promise<number[]> | undefined {
    if (isPostgres(this.#db) || !hasBeginning(this.#query)) return undefined;
    const text = textQueryFor(this.#db, this.#query, { projects: this.#projects });
    this.#all ??= someHitsOnSqlite(this.#db, text);
    return this.#all;
  }
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
