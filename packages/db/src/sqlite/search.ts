import { sql } from 'kysely';
import type { Reader, Writer } from '../database.ts';
import { type Bound, compilable, prepared } from '../prepared.ts';
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
