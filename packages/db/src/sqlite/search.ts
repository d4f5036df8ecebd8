import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Reader, Writer } from '../database.ts';
import { type Bind, type Bound, compilable, prepared } from '../prepared.ts';
import type { IndexedIssue } from '../search/document.ts';
import { type PlainQuery, TEXT_FIELDS, type TextField } from '../search/plain-query.ts';

/** As sqlite.org/fts5.html, "Full-text Query Syntax", has it. */
export function printForSqlite(query: PlainQuery): string {
  if ('one' in query) return `(${[query.one, ...inTurn(query.but)].map(printForSqlite).join(' NOT ')})`;
  if ('all' in query) return `(${query.all.map(printForSqlite).join(' AND ')})`;
  if ('any' in query) return `(${query.any.map(printForSqlite).join(' OR ')})`;
  // To be told of all columns takes it twice as long as to be told of none.
  const columns = query.in.length === TEXT_FIELDS.length ? '' : `{${query.in.join(' ')}} : `;
  return `(${columns}"${query.phrase.join(' ')}"${query.isPrefix ? ' *' : ''})`;
}

/** Each of these makes the tree of a query one deeper, which FTS5 lets be 256 deep: `DEEPEST_TEXT_QUERY` times so many and one. */
const IN_TURN = 8;

/** What is not wanted, in parts: of each, only what those before have left is asked. */
function inTurn(query: PlainQuery): readonly PlainQuery[] {
  if (!('any' in query) || query.any.length <= IN_TURN) return 'any' in query ? query.any : [query];
  return [...query.any.slice(0, IN_TURN - 1), { any: query.any.slice(IN_TURN - 1) }];
}

/** `all`: of the hits in ascending order, so many. `unless`: if not so many issues have what is `sure`. */
export type Finding = { all: { query: string; most: number }; unless: { sure: string; most: number } };

export async function someHitsOnSqlite(db: Reader, { all, unless }: Finding): Promise<number[] | undefined> {
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
export async function hitsAmongOnSqlite(db: Reader, query: string, serials: number[]): Promise<number[]> {
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

type Row = { serial: number } & Record<TextField, string>;

const replaceRow = prepared((db: Writer, { serial, title, labels, description, comments }: Bound<Row>) =>
  compilable(
    db,
    sql`insert or replace into issue_words (rowid, title, labels, description, comments)
      values (${serial}, ${title}, ${labels}, ${description}, ${comments})`,
  ),
);

const deleteRow = prepared((db: Writer, { serial }: Bound<{ serial: number }>) =>
  compilable(db, sql`delete from issue_words where rowid = ${serial}`),
);

export async function writeOnSqlite(db: Writer, issues: readonly IndexedIssue[]): Promise<void> {
  for (const { serial, words } of issues) {
    await replaceRow(db, {
      serial,
      title: words.title.join(' '),
      labels: words.labels.join(' '),
      description: words.description.join(' '),
      comments: words.comments.join(' '),
    });
  }
}

export async function removeOnSqlite(db: Writer, serial: number): Promise<void> {
  await deleteRow(db, { serial });
}

/** Also where it is damaged. */
export async function clearOnSqlite(db: Writer): Promise<void> {
  await sql`insert into issue_words (issue_words) values ('delete-all')`.execute(db);
}

/** Pages of the index that are merged in one transaction, which takes some milliseconds. */
const PAGES_AT_ONCE = 64;

/** How many parts the index has. */
export async function countPartsOnSqlite(db: Reader): Promise<number> {
  const { rows } = await sql<{ parts: number }>`select count(distinct segid) as parts from issue_words_idx`.execute(db);
  return rows[0]?.parts ?? 0;
}

/** Merges two parts that are about as large, as far as one transaction goes. False: no two were (sqlite.org/fts5.html, "merge"). */
export async function mergeOnSqlite(db: Writer): Promise<boolean> {
  const before = await countChanges(db);
  await sql`insert into issue_words (issue_words, rank) values ('merge', ${sql.lit(PAGES_AT_ONCE)})`.execute(db);
  return (await countChanges(db)) - before > 1;
}

async function countChanges(db: Writer): Promise<number> {
  const { rows } = await sql<{ changes: number }>`select total_changes() as changes`.execute(db);
  return rows[0]?.changes ?? 0;
}
