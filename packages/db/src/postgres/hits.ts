import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Reader } from '../database.ts';
import { isOneNumberOf, isOneOf } from '../json-items.ts';
import { type Bound, compilable, prepared } from '../prepared.ts';
import { beginningsIn, roughQueryFor, type TextQuery, textQueryFor } from '../search/text-query.ts';

/**
 * A query, and roughly (`roughQueryFor`) where that is another one, the beginnings of words in it, and the projects whose hits
 * are meant, as a JSON list.
 */
type Wanted = {
  query: string;
  rough: string | undefined;
  beginnings: string | undefined;
  projects: string | undefined;
};

/**
 * So many issues, spread over all, tell how many have the words, about; up to twice as many where there are few. They choose a
 * way, and are never the answer: which ones they are depends on issues that are not seen.
 */
const SAMPLED = 200;

/** What it takes the index to find an issue, of what it takes to look at one. */
const FINDING = 0.25;

/** The hits of one query, for one call. */
export class PostgresHits {
  readonly #db: Reader;
  readonly #query: TextQuery;
  readonly #projects: readonly string[] | undefined;

  constructor(db: Reader, query: TextQuery, projects: readonly string[] | undefined) {
    this.#db = db;
    this.#query = query;
    this.#projects = projects;
  }

  /**
   * So many hits at most. They are looked for where it takes less: among the newest, or among those that the index finds.
   * `share`: of the issues in the projects, by the sample.
   */
  async some(most: number): Promise<{ found: number[]; share: number | undefined }> {
    const wanted = wantedFor(this.#db, this.#query, this.#projects);
    const { query, projects } = wanted;
    const [sample] = await readSample(this.#db, wanted);
    if (!sample?.stride) return { found: [], share: undefined }; // the index is empty
    const looked_up = lookUpOf(wanted, sample, most);
    const [some] = looked_up
      ? await findSome(this.#db, { asked: looked_up === query ? undefined : query, looked_up, projects, most })
      : await findNewest(this.#db, { query, projects, most });
    return { found: serialsIn(some), share: sample.hits / Math.max(sample.meant, 1) };
  }

  async among(serials: number[]): Promise<number[]> {
    const query = textQueryFor(this.#db, this.#query);
    const [hits] = await findAmong(this.#db, { query, among: JSON.stringify(serials) });
    return serialsIn(hits);
  }
}

function wantedFor(db: Reader, asked: TextQuery, projects: readonly string[] | undefined): Wanted {
  const [query, rough] = [textQueryFor(db, asked), roughQueryFor(asked)];
  return {
    query,
    rough: rough === query ? undefined : rough,
    beginnings: beginningsIn(asked),
    projects: projects && JSON.stringify(projects),
  };
}

/** What the index is best asked for; undefined where a walk takes less. */
function lookUpOf({ query, rough }: Wanted, sample: Sample, most: number): string | undefined {
  // How many issues there are in all, and how many are looked at until there are `most` hits.
  const inAll = (count: number) => count * sample.stride;
  const until = (count: number) => Math.min(inAll(count), (count / Math.max(sample.hits, 0.5)) * most);
  const ways = [
    { looked_up: undefined, takes: until(sample.issues) },
    { looked_up: query, takes: until(sample.found) + FINDING * inAll(sample.found + sample.begun) },
    ...(rough ? [{ looked_up: rough, takes: until(sample.rough) + FINDING * inAll(sample.rough) }] : []),
  ];
  return ways.reduce((best, way) => (way.takes < best.takes ? way : best)).looked_up;
}

/** Read once for a statement: a cast alone is one for each row. */
function once(query: string | Expression<string>): RawBuilder<unknown> {
  return sql`(select cast(${query} as tsquery))`;
}

/** One text costs a fraction of what many rows do. */
type Hits = { serials: string };

const inOneText = sql`cast(coalesce(json_agg(serial), '[]') as text) as serials`;

function serialsIn(hits: Hits | undefined): number[] {
  return JSON.parse(hits?.serials ?? '[]');
}

type Newest = { query: string; projects: string | undefined; most: number };

const findNewest = prepared((db: Reader, { query, projects, most }: Bound<Newest>) =>
  compilable(
    db,
    sql<Hits>`select ${inOneText} from (
      select serial from issue_words where words @@ ${once(query)}
        ${projects ? sql`and ${isOneOf(db, 'project_id', projects)}` : sql``} order by serial desc limit ${most}) as hit`,
  ),
);

/**
 * Of how many issues in a row each one in a sample is one, how many are in it and how many of these in the projects that are
 * meant, and how many of them have which words.
 */
type Sample = {
  stride: number;
  issues: number;
  meant: number;
  found: number;
  hits: number;
  rough: number;
  begun: number;
};

/** Of each so many in a row it is any one. Each is looked up, as a join might read all. */
const readSample = prepared((db: Reader, { query, rough, beginnings, projects }: Bound<Wanted>) => {
  const has = (asked: string | Expression<string>) => sql`words @@ ${once(asked)}`;
  return compilable(
    db,
    sql<Sample>`
      with last as materialized (select max(serial) as serial, greatest(max(serial) / ${sql.lit(SAMPLED)}, 1) as stride
        from issue_words)
      select coalesce((select stride from last), 0) as stride, count(*) as issues,
        count(*) filter (where is_meant) as meant,
        count(*) filter (where found) as found,
        count(*) filter (where found and is_meant) as hits,
        count(*) filter (where rough) as rough,
        count(*) filter (where begun) as begun
      from last cross join generate_series(0, last.serial / last.stride) as part (nth)
        cross join lateral (
          select ${has(query)} as found, ${rough ? has(rough) : sql`false`} as rough,
            ${beginnings ? has(beginnings) : sql`false`} as begun,
            ${projects ? isOneOf(db, 'project_id', projects) : sql`true`} as is_meant
          from issue_words where serial = nth * last.stride + abs(cast(hashint8(nth) as bigint)) % last.stride limit 1) as one`,
  );
});

type Some = { looked_up: string; asked: string | undefined; projects: string | undefined; most: number };

const findSome = prepared((db: Reader, { looked_up, asked, projects, most }: Bound<Some>) => {
  const ids = projects ? sql`array(select json_array_elements_text(cast(${projects} as json)))` : sql`null`;
  return compilable(
    db,
    sql<Hits>`select ${inOneText}
      from issue_word_hits(cast(${looked_up} as tsquery), cast(${asked ?? sql`null`} as tsquery), ${ids}, ${most})
        as found (serial)`,
  );
});

const findAmong = prepared((db: Reader, { query, among }: Bound<{ query: string; among: string }>) =>
  compilable(
    db,
    sql<Hits>`select ${inOneText} from issue_words
      where words @@ ${once(query)} and ${isOneNumberOf(db, 'serial', among)}`,
  ),
);

/** A subquery with one value, which the planner does not make a join of: then it would look up all that match. */
export function hasTextOnPostgres(serialColumn: string, query: string | Expression<string>): RawBuilder<SqlBool> {
  return sql`coalesce(
    (select asked.words @@ ${once(query)} from issue_words asked where asked.serial = ${sql.ref(serialColumn)}),
    false)`;
}
