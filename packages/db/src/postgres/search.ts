import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Reader, Writer } from '../database.ts';
import { isOneNumberOf, isOneOf } from '../json-items.ts';
import { type Bound, compilable, prepared } from '../prepared.ts';
import { type IndexedIssue, type IssueWords, placedWords } from '../search/document.ts';
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

/**
 * A query, as it is and roughly (`roughQueryFor`), the beginnings of words in it, and the projects whose hits are meant, as a
 * JSON list.
 */
export type Wanted = { query: string; rough: string; beginnings: string | undefined; projects: string | undefined };

/** So many of the newest issues tell how many have the words. */
const LOOKED_AT = 500;

/** What it takes the index to find an issue, of what it takes to look at one. */
const FINDING = 0.25;

/** So many hits at most. They are looked for where it takes less: among the newest, or among those that the index finds. */
export async function someHitsOnPostgres(db: Reader, wanted: Wanted, most: number): Promise<number[]> {
  const { query, projects } = wanted;
  const [row] = await findLast(db, {});
  const above = (row?.serial ?? 0) - LOOKED_AT;
  const newest = await findNewest(db, { query, projects, above, most });
  if (newest.length >= most || above < 0) return newest.map(serialOf);
  const looked_up = await lookUpOf(db, wanted, { above, most, hits: newest.length });
  const some = looked_up
    ? await findSome(db, { asked: looked_up === query ? undefined : query, looked_up, projects, most })
    : await findNewest(db, { query, projects, above: -1, most });
  return some.map(serialOf);
}

type Newly = { above: number; most: number; hits: number };

/** What the index is best asked for; undefined where a walk takes less. */
async function lookUpOf(db: Reader, wanted: Wanted, { above, most, hits }: Newly): Promise<string | undefined> {
  const { query, rough, beginnings } = wanted;
  const [counts] = await countNewest(db, { query, rough, beginnings: beginnings ?? rough, above });
  if (!counts) return query;
  // Of each, how many issues are looked at among the newest until there are `most` hits, and how many there are in all.
  const inAll = (count: number) => (count / LOOKED_AT) * (above + LOOKED_AT);
  const until = (count: number) => Math.min(inAll(count), (count / Math.max(hits, 0.5)) * most);
  const ways = [
    { looked_up: undefined, takes: until(LOOKED_AT) },
    { looked_up: rough, takes: until(counts.rough) + FINDING * inAll(counts.rough) },
    { looked_up: query, takes: until(counts.found) + FINDING * inAll(counts.found + counts.begun) },
  ];
  const [best] = ways.toSorted((one, other) => one.takes - other.takes);
  return best?.looked_up;
}

/** Read once for a statement: a cast alone is one for each row. */
function once(query: string | Expression<string>): RawBuilder<unknown> {
  return sql`(select cast(${query} as tsquery))`;
}

type Hit = { serial: number };

const serialOf = ({ serial }: Hit) => serial;

const findLast = prepared((db: Reader, _: Bound<object>) =>
  compilable(db, sql<Hit>`select serial from issue_words order by serial desc limit 1`),
);

type Newest = { query: string; projects: string | undefined; above: number; most: number };

const findNewest = prepared((db: Reader, { query, projects, above, most }: Bound<Newest>) =>
  compilable(
    db,
    sql<Hit>`select serial from issue_words where words @@ ${once(query)} and serial > ${above}
      ${projects ? sql`and ${isOneOf(db, 'project_id', projects)}` : sql``} order by serial desc limit ${most}`,
  ),
);

type Counting = { query: string; rough: string; beginnings: string; above: number };

const countNewest = prepared((db: Reader, { query, rough, beginnings, above }: Bound<Counting>) =>
  compilable(
    db,
    sql<{
      found: number;
      rough: number;
      begun: number;
    }>`select count(*) filter (where words @@ ${once(query)}) as found,
      count(*) filter (where words @@ ${once(rough)}) as rough,
      count(*) filter (where words @@ ${once(beginnings)}) as begun from issue_words where serial > ${above}`,
  ),
);

type Some = { looked_up: string; asked: string | undefined; projects: string | undefined; most: number };

const findSome = prepared((db: Reader, { looked_up, asked, projects, most }: Bound<Some>) => {
  const ids = projects ? sql`array(select json_array_elements_text(cast(${projects} as json)))` : sql`null`;
  return compilable(
    db,
    sql<Hit>`select serial
      from issue_word_hits(cast(${looked_up} as tsquery), cast(${asked ?? sql`null`} as tsquery), ${ids}, ${most})
        as found (serial)`,
  );
});

export async function hitsAmongOnPostgres(db: Reader, query: string, serials: number[]): Promise<number[]> {
  const hits = await findAmong(db, { query, among: JSON.stringify(serials) });
  return hits.map(serialOf);
}

const findAmong = prepared((db: Reader, { query, among }: Bound<{ query: string; among: string }>) =>
  compilable(
    db,
    sql<Hit>`select serial from issue_words
      where words @@ ${once(query)} and ${isOneNumberOf(db, 'serial', among)}`,
  ),
);

/** A subquery with one value, which the planner does not make a join of: then it would look up all that match. */
export function hasTextOnPostgres(serialColumn: string, query: string | Expression<string>): RawBuilder<SqlBool> {
  return sql`coalesce(
    (select asked.words @@ ${once(query)} from issue_words asked where asked.serial = ${sql.ref(serialColumn)}),
    false)`;
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
