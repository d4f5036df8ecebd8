import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Reader, Writer } from '../database.ts';
import { type Bind, type Bound, compilable, prepared } from '../prepared.ts';
import type { IndexedIssue } from '../search/document.ts';
import { type PlainQuery, TEXT_FIELDS, type TextField } from '../search/plain-query.ts';

/** As sqlite.org/fts5.html, "Full-text Query Syntax", has it. */
export function printForSqlite(query: PlainQuery): string {
  if ('one' in query) return `(${printForSqlite(query.one)} NOT ${printForSqlite(query.but)})`;
  if ('all' in query) return `(${query.all.map(printForSqlite).join(' AND ')})`;
  if ('any' in query) return `(${query.any.map(printForSqlite).join(' OR ')})`;
  // To be told of all columns takes it twice as long as to be told of none.
  const columns = query.in.length === TEXT_FIELDS.length ? '' : `{${query.in.join(' ')}} : `;
  return `(${columns}"${query.phrase.join(' ')}"${query.isPrefix ? ' *' : ''})`;
}

const findSome = prepared((db: Reader, { query, most }: Bound<{ query: string; most: number }>) =>
  compilable(
    db,
    // One text costs half of what very many rows do.
    sql<{ serials: string }>`select json_group_array(serial) as serials
      from (select rowid as serial from issue_words where issue_words match ${query} limit ${most})`,
  ),
);

/** In ascending order. All of them without a `most`. */
export async function someHitsOnSqlite(db: Reader, query: string, most = -1): Promise<number[]> {
  const [row] = await findSome(db, { query, most });
  return JSON.parse(row?.serials ?? '[]');
}

type Hit = { serial: number };

/** The driver gives numbers as floats, and FTS5 takes those for no bound: it would begin with the first hit. */
function integer(serial: Bind<number>): RawBuilder<number> {
  return sql`cast(${serial} as integer)`;
}

/** So few serials are looked up one by one. */
const FEW = 100;

/** @param serials in ascending order */
export async function hitsAmongOnSqlite(db: Reader, query: string, serials: number[]): Promise<number[]> {
  const [from, to] = [serials[0], serials.at(-1)];
  if (from === undefined || to === undefined) return [];
  if (serials.length <= FEW) return lookUp(db, query, serials);
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
