import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Writer } from '../database.ts';
import { type Bound, compilable, prepared } from '../prepared.ts';
import type { IssueWords } from '../search/document.ts';
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

type Query = string | Expression<string>;

export function hitsOnSqlite(query: Query, most: number | Expression<number>): RawBuilder<{ serial: number }> {
  return sql`(select rowid as serial from issue_words where issue_words match ${query} limit ${most})`;
}

type Newest = { [Bound in 'from' | 'below' | 'most']: number | Expression<number> };

export function newestHitsOnSqlite(query: Query, { from, below, most }: Newest): RawBuilder<{ serial: number }> {
  return sql`(
    select rowid as serial from issue_words where issue_words match ${query} and rowid >= ${from} and rowid < ${below}
    order by rowid desc limit ${most})`;
}

/**
 * All hits are read once for a statement. To ask the index for each row takes longer from some hundred rows on, and of the
 * beginning of a word very long.
 */
export function hasTextOnSqlite(serialColumn: string, query: Query, from?: Expression<number>): RawBuilder<SqlBool> {
  const isAbove = from ? sql` and rowid >= ${from}` : sql``;
  return sql`(+${sql.ref(serialColumn)} in (select rowid from issue_words where issue_words match ${query}${isAbove}))`;
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

type Issues = readonly { serial: number; words: IssueWords }[];

export async function writeOnSqlite(db: Writer, issues: Issues): Promise<void> {
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
