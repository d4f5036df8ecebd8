import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Reader } from '../database.ts';
import { type Bind, type Bound, compilable, prepared } from '../prepared.ts';
import { isFound } from '../search/found.ts';
import { countBytes, readIssues } from '../search/indexing.ts';
import { hasBeginning, inWholeWords, NOTHING, type TextQuery, textQueryFor } from '../search/text-query.ts';

/** SQLite takes that for no limit. */
const UNBOUNDED = -1;

/** So many issues, of so many bytes, are read rather than all that FTS5 has of words that begin so. */
const MOST_READ = { issues: 100, bytes: 300_000 };

/** The hits of one query, for one call. All that FTS5 has of words that begin so can be read only as a whole, and is once. */
export class SqliteHits {
  readonly #db: Reader;
  readonly #query: TextQuery;
  readonly #projects: readonly string[] | undefined;
  /** All hits, where FTS5 was asked for the beginning of a word. */
  #all: number[] | undefined;
  /** Finds some of the hits of such a query, without beginnings. Those were more than `upTo` was asked for. */
  #sure: TextQuery | undefined;

  constructor(db: Reader, query: TextQuery, projects: readonly string[] | undefined) {
    this.#db = db;
    this.#query = query;
    this.#projects = projects;
  }

  /** So many hits, or all of a beginning; undefined: there are more. `share` is of all issues. */
  async some(most: number): Promise<{ found: number[] | undefined; share: number | undefined }> {
    const found = await (hasBeginning(this.#query) ? this.#beginningsUpTo(most) : this.#wordsUpTo(most));
    return { found, share: found && shareOf(found) };
  }

  /** @param serials in ascending order */
  async among(serials: number[]): Promise<number[]> {
    if (!hasBeginning(this.#query)) return this.#amongThose(this.#query, serials);
    if (this.#sure && !this.#all) {
      const sure = await this.#amongThose(this.#sure, serials);
      const others = serials.filter((serial) => !isAmong(sure, serial));
      if (await this.#areFew(others)) return [...sure, ...(await this.#amongRead(others))];
    }
    const all = this.#all ?? (await this.#beginningsUpTo(Number.POSITIVE_INFINITY)) ?? [];
    return serials.filter((serial) => isAmong(all, serial));
  }

  #wordsUpTo(most: number): Promise<number[] | undefined> {
    const all = { query: this.#printed(this.#query), most };
    return findHits(this.#db, { all, unless: { sure: this.#printed(NOTHING), most: 1 } });
  }

  /** Before the first hit, all is read that the index has of words that begin so: unless those without are enough. */
  async #beginningsUpTo(most: number): Promise<number[] | undefined> {
    const isBounded = Number.isFinite(most);
    const sure = isBounded ? inWholeWords(this.#query) : NOTHING;
    this.#all = await findHits(this.#db, {
      all: { query: this.#printed(this.#query), most: UNBOUNDED },
      unless: { sure: this.#printed(sure), most: isBounded ? most : 1 },
    });
    if (!this.#all) this.#sure = sure;
    return this.#all;
  }

  #printed(query: TextQuery): string {
    return textQueryFor(this.#db, query, { projects: this.#projects });
  }

  #amongThose(query: TextQuery, serials: number[]): Promise<number[]> {
    return hitsAmong(this.#db, textQueryFor(this.#db, query), serials);
  }

  async #areFew(serials: readonly number[]): Promise<boolean> {
    return serials.length <= MOST_READ.issues && (await countBytes(this.#db, serials)) <= MOST_READ.bytes;
  }

  async #amongRead(serials: readonly number[]): Promise<number[]> {
    const issues = await readIssues(this.#db, serials);
    return issues.filter(({ words }) => isFound(this.#query, words)).map(({ serial }) => serial);
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

/** `all`: of the hits in ascending order, so many. `unless`: if not so many issues have what is `sure`. */
type Finding = { all: { query: string; most: number }; unless: { sure: string; most: number } };

async function findHits(db: Reader, { all, unless }: Finding): Promise<number[] | undefined> {
  const given = { query: all.query, most: all.most, sure: unless.sure, enough: unless.most };
  const [row] = await findSome(db, given);
  return row?.serials === null ? undefined : JSON.parse(row?.serials ?? '[]');
}

type Some = { query: string; most: number; sure: string; enough: number };

/** One statement for all queries: which statements run is not to tell whether a query ends with the beginning of a word. */
const findSome = prepared((db: Reader, { query, most, sure, enough }: Bound<Some>) =>
  compilable(
    db,
    // One text costs half of what very many rows do.
    sql<{ serials: string | null }>`select case
      when (select count(*) from (select rowid from issue_words where issue_words match ${sure} limit ${enough})) < ${enough}
      then (select json_group_array(serial)
        from (select rowid as serial from issue_words where issue_words match ${query} limit ${most}))
      end as serials`,
  ),
);

type Hit = { serial: number };

/** The driver gives numbers as floats, and FTS5 takes those for no bound: it would begin with the first hit. */
function integer(serial: Bind<number>): RawBuilder<number> {
  return sql`cast(${serial} as integer)`;
}

/** To begin a query takes as long as to read so many hits. */
const HITS_OF_A_QUERY = 400;

/** @param serials in ascending order */
async function hitsAmong(db: Reader, query: string, serials: number[]): Promise<number[]> {
  const [from, to] = [serials[0], serials.at(-1)];
  if (from === undefined || to === undefined) return [];
  if (to - from > serials.length * HITS_OF_A_QUERY) return lookUp(db, query, serials);
  const hits = await findAmong(db, { query, from, to, among: JSON.stringify(serials) });
  return hits.map(({ serial }) => serial);
}

/** Passes over the serials up to the next hit: however far that is, the index is read once at most. */
async function lookUp(db: Reader, query: string, serials: number[]): Promise<number[]> {
  const found: number[] = [];
  let hit = -1;
  for (const serial of serials) {
    if (serial > hit) {
      const [next] = await findNext(db, { query, from: serial });
      if (!next) break;
      hit = next.serial;
    }
    if (serial === hit) found.push(serial);
  }
  return found;
}

const findNext = prepared((db: Reader, { query, from }: Bound<{ query: string; from: number }>) =>
  compilable(
    db,
    sql<Hit>`select rowid as serial from issue_words where issue_words match ${query} and rowid >= ${integer(from)}
      order by rowid limit 1`,
  ),
);

type Among = { query: string; from: number; to: number; among: string };

/** The plus keeps SQLite from asking the index for each of them. */
const findAmong = prepared((db: Reader, { query, from, to, among }: Bound<Among>) =>
  compilable(
    db,
    sql<Hit>`select rowid as serial from issue_words
      where issue_words match ${query} and rowid between ${integer(from)} and ${integer(to)}
        and +rowid in (select value from json_each(${among}))`,
  ),
);

/** All hits are read once for a statement: to ask the index for each row takes longer from some hundred rows on. */
export function hasTextOnSqlite(serialColumn: string, query: string | Expression<string>): RawBuilder<SqlBool> {
  return sql`(+${sql.ref(serialColumn)} in (select rowid from issue_words where issue_words match ${query}))`;
}
