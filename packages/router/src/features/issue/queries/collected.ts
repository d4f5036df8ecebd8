import { type Bound, textTest } from '@docket/db';
import { sql } from 'kysely';
import { type Source, toTotal } from '../../../core/pagination.ts';
import { MOST_LOOKED_UP } from '../../../core/schema.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { SORTED_BY } from '../schema/list.ts';
import type { Asked, Filter } from './asked.ts';
import { columnsOf, matches } from './conditions.ts';
import { comparing, isBehind, type Place, type SortedBy, VALUES } from './orders.ts';
import { inTitle } from './texts.ts';
import { withColumns } from './walks.ts';
import { type Lead, leadFor, type Way } from './ways.ts';
import { having, hitsIn, type Words } from './words.ts';

/** The issues of a short way, sorted here: no index has them in the order of the list. */
export function collectedOf(
  db: ActorReader,
  { asked, way }: { asked: Asked; way: Way },
): Pick<Source<Place, never>, 'find' | 'count'> {
  const { order } = asked;
  let collected: Promise<Place[]> | undefined;
  const all = () => {
    collected ??= collect(db, { asked, way }).then((places) => places.toSorted(comparing(order)));
    return collected;
  };
  return {
    async find({ after, offset, limit }) {
      const places = (await all()).filter((place) => !after || isBehind(order, place, after));
      return places.slice(offset, offset + limit);
    },
    count: async () => toTotal((await all()).length),
  };
}

async function collect(
  db: ActorReader,
  { asked: { order, words }, way }: { asked: Asked; way: Way },
): Promise<Place[]> {
  const found = await findMatching(db, { ...leadFor(way), ...way.rest, [`sorts_by_${order.by}`]: true });
  const places = way.rest.has_words ? await having(words, found) : found;
  if (!words || order.by !== 'relevance') return places;
  return rankedBy(db, words, places);
}

type Found = { id: string; value: Place['value']; serial: number; title: string };

/** What has the words in its title comes before what has not. */
async function rankedBy(db: ActorReader, { query }: Words, places: Found[]): Promise<Place[]> {
  const wanted = inTitle(query);
  const test = textTest(wanted);
  if (test) return places.map(({ id, value, title }) => ({ id, value, rank: test(title) ? 1 : 0 }));
  const hits = await hitsIn(db, wanted, undefined).among(places.map(({ serial }) => serial));
  return places.map(({ id, value, serial }) => ({ id, value, rank: hits.has(serial) ? 1 : 0 }));
}

/** What an order asks of issues beside their value in it. */
const BESIDE: { [By in SortedBy]?: string[] } = { priority: ['priority'], relevance: ['title'] };

type Sorting = { [By in SortedBy as `sorts_by_${By}`]?: true };

type Collecting = Lead & Filter & Sorting;

function byOf(sorting: Sorting): SortedBy {
  if (sorting.sorts_by_relevance) return 'relevance';
  return SORTED_BY.find((by) => sorting[`sorts_by_${by}`]) ?? 'created';
}

const findMatching = prepared((db: ActorReader, given: Bound<Collecting>) => {
  const by = byOf(given);
  const besides = BESIDE[by] ?? [];
  const columns = [VALUES[by], ...besides, 'serial', ...columnsOf(given)];
  const value = sql.ref<Place['value']>(`candidate.${VALUES[by]}`);
  return db
    .selectFrom(withColumns(db, given, { columns, most: sql.lit(MOST_LOOKED_UP) }).as('candidate'))
    .select(['candidate.id', value.as('value'), sql.ref<number>('candidate.serial').as('serial')])
    .select(besides.map((column) => sql.ref(`candidate.${column}`).as(column)))
    .where(matches(db, given, { isCovered: true }))
    .$castTo<Place & Found>();
});
