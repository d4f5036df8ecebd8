import { sql } from 'kysely';
import type { Writer } from '../database.ts';
import { type Bound, compilable, prepared } from '../prepared.ts';
import { type IndexedIssue, type IssueWords, placedWords } from '../search/document.ts';
import {
  EVERYWHERE,
  isOfProject,
  isTitleAlone,
  type PlainQuery,
  TEXT_FIELDS,
  type TextField,
} from '../search/plain-query.ts';

/** The fields, as a word of a `tsvector` names them. */
const WEIGHTS: Record<TextField, string> = { title: 'A', description: 'B', comments: 'C', labels: 'D' };

/** How a word of the title begins that is there once more: GIN does not know in which field a word is. No word begins so. */
const IN_TITLE = '^';

/** As postgresql.org/docs/current/datatype-textsearch.html, "tsquery", has it. */
export function printForPostgres(query: PlainQuery): string {
  if ('one' in query) return `(${printForPostgres(query.one)} & !${printForPostgres(query.but)})`;
  if ('all' in query) return `(${query.all.map(printForPostgres).join(' & ')})`;
  if ('any' in query) return `(${query.any.map(printForPostgres).join(' | ')})`;
  const isInTitle = isTitleAlone(query.in);
  const isAnywhere = isInTitle || query.in.length === TEXT_FIELDS.length;
  const weights = isAnywhere ? '' : query.in.map((field) => WEIGHTS[field]).join('');
  const words = query.phrase.map((word, at) => {
    const asked = (query.isPrefix && at === query.phrase.length - 1 ? '*' : '') + weights;
    return `'${isInTitle ? IN_TITLE : ''}${word}'${asked && `:${asked}`}`;
  });
  return `(${words.join(' <-> ')})`;
}

const replaceRows = prepared((db: Writer, { rows }: Bound<{ rows: string }>) =>
  compilable(
    db,
    sql`insert into issue_words (serial, project_id, words)
      select cast(value ->> 0 as bigint), value ->> 1, cast(value ->> 2 as tsvector)
      from json_array_elements(cast(${rows} as json))
      on conflict (serial) do update set project_id = excluded.project_id, words = excluded.words`,
  ),
);

const deleteRow = prepared((db: Writer, { serial }: Bound<{ serial: number }>) =>
  compilable(db, sql`delete from issue_words where serial = ${serial}`),
);

export async function writeOnPostgres(db: Writer, issues: readonly IndexedIssue[]): Promise<void> {
  if (issues.length === 0) return;
  await replaceRows(db, {
    rows: JSON.stringify(issues.map(({ serial, project_id, words }) => [serial, project_id, vectorOf(words)])),
  });
}

/** As a `tsvector` is written (postgresql.org/docs/current/datatype-textsearch.html). */
function vectorOf(words: IssueWords): string {
  const places = new Map<string, string>();
  const add = (word: string, place: string) => {
    const before = places.get(word);
    places.set(word, before === undefined ? place : `${before},${place}`);
  };
  for (const { word, field, at } of placedWords(words)) {
    if (isOfProject(word)) continue; // a column says that
    const place = `${at}${WEIGHTS[field]}`;
    add(word, place);
    if (field === 'title' && word !== EVERYWHERE) add(`${IN_TITLE}${word}`, place);
  }
  return [...places].map(([word, at]) => `'${word}':${at}`).join(' ');
}

export async function removeOnPostgres(db: Writer, serial: number): Promise<void> {
  await deleteRow(db, { serial });
}

export async function clearOnPostgres(db: Writer): Promise<void> {
  await sql`truncate issue_words`.execute(db);
}
