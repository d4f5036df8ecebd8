import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Writer } from '../database.ts';
import { type Bound, compilable, prepared } from '../prepared.ts';
import { type IssueWords, placedWords } from '../search/document.ts';
import { type PlainQuery, TEXT_FIELDS, type TextField } from '../search/plain-query.ts';

/** The fields, as a word of a `tsvector` names them. */
const WEIGHTS: Record<TextField, string> = { title: 'A', description: 'B', comments: 'C', labels: 'D' };

/** As postgresql.org/docs/current/datatype-textsearch.html, "tsquery", has it. */
export function printForPostgres(query: PlainQuery): string {
  if ('one' in query) return `(${printForPostgres(query.one)} & !${printForPostgres(query.but)})`;
  if ('all' in query) return `(${query.all.map(printForPostgres).join(' & ')})`;
  if ('any' in query) return `(${query.any.map(printForPostgres).join(' | ')})`;
  const weights = query.in.length === TEXT_FIELDS.length ? '' : query.in.map((field) => WEIGHTS[field]).join('');
  const words = query.phrase.map((word, at) => {
    const asked = (query.isPrefix && at === query.phrase.length - 1 ? '*' : '') + weights;
    return `'${word}'${asked && `:${asked}`}`;
  });
  return `(${words.join(' <-> ')})`;
}

type Query = string | Expression<string>;

export function hitsOnPostgres(query: Query, most: number | Expression<number>): RawBuilder<{ serial: number }> {
  return sql`(select serial from issue_word_hits(cast(${query} as tsquery), ${most}) as found (serial))`;
}

type Newest = { [Bound in 'from' | 'below' | 'most']: number | Expression<number> };

export function newestHitsOnPostgres(query: Query, { from, below, most }: Newest): RawBuilder<{ serial: number }> {
  return sql`(
    select serial from issue_words where words @@ cast(${query} as tsquery) and serial >= ${from} and serial < ${below}
    order by serial desc limit ${most})`;
}

/** A subquery with one value, which the planner does not make a join of: then it would look up all that match. */
export function hasTextOnPostgres(serialColumn: string, query: Query): RawBuilder<SqlBool> {
  return sql`coalesce(
    (select asked.words @@ cast(${query} as tsquery) from issue_words asked where asked.serial = ${sql.ref(serialColumn)}),
    false)`;
}

const replaceRows = prepared((db: Writer, { rows }: Bound<{ rows: string }>) =>
  compilable(
    db,
    sql`insert into issue_words (serial, words)
      select cast(value ->> 0 as bigint), cast(value ->> 1 as tsvector) from json_array_elements(cast(${rows} as json))
      on conflict (serial) do update set words = excluded.words`,
  ),
);

const deleteRow = prepared((db: Writer, { serial }: Bound<{ serial: number }>) =>
  compilable(db, sql`delete from issue_words where serial = ${serial}`),
);

type Issues = readonly { serial: number; words: IssueWords }[];

export async function writeOnPostgres(db: Writer, issues: Issues): Promise<void> {
  if (issues.length === 0) return;
  await replaceRows(db, { rows: JSON.stringify(issues.map(({ serial, words }) => [serial, vectorOf(words)])) });
}

/** As a `tsvector` is written (postgresql.org/docs/current/datatype-textsearch.html). */
function vectorOf(words: IssueWords): string {
  const places = new Map<string, string>();
  for (const { word, field, at } of placedWords(words)) {
    const before = places.get(word);
    places.set(word, `${before === undefined ? '' : `${before},`}${at}${WEIGHTS[field]}`);
  }
  return [...places].map(([word, at]) => `'${word}':${at}`).join(' ');
}

export async function removeOnPostgres(db: Writer, serial: number): Promise<void> {
  await deleteRow(db, { serial });
}

export async function clearOnPostgres(db: Writer): Promise<void> {
  await sql`truncate issue_words`.execute(db);
}
