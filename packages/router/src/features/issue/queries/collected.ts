import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import { type Source, toTotal } from '../../../core/pagination.ts';
import { MOST_LOOKED_UP } from '../../../core/schema.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { SORTED_BY } from '../schema/list.ts';
import type { Asked, Filter } from './asked.ts';
import { matches, placeOfIssue, rankOf } from './conditions.ts';
import { comparing, isBehind, type Place, type SortedBy } from './orders.ts';
import { unordered } from './walks.ts';
import { type Lead, leadFor, type Way } from './ways.ts';

/** The issues of a short way, sorted here: no index has them in the order of the list. */
export function collectedOf(
  db: ActorReader,
  { asked: { order, title_text }, way }: { asked: Asked; way: Way },
): Pick<Source<Place, never>, 'find' | 'count'> {
  let collected: Promise<Place[]> | undefined;
  const all = () => {
    collected ??= findMatching(db, {
      ...leadFor(way),
      ...way.rest,
      [`sorts_by_${order.by}`]: true,
      ...(title_text && { title_text }),
    }).then((places) => places.toSorted(comparing(order)));
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

type Sorting = { [By in SortedBy as `sorts_by_${By}`]?: true };

type Collecting = Lead & Filter & Sorting & Pick<Asked, 'title_text'>;

function byOf(sorting: Sorting): SortedBy {
  if (sorting.sorts_by_relevance) return 'relevance';
  return SORTED_BY.find((by) => sorting[`sorts_by_${by}`]) ?? 'created';
}

const findMatching = prepared((db: ActorReader, given: Bound<Collecting>) => {
  return db
    .selectFrom(unordered(db, given, { most: sql.lit(MOST_LOOKED_UP) }).as('candidate'))
    .select(placeOfIssue(byOf(given)))
    .select(given.title_text ? [rankOf(db, given.title_text)] : [])
    .where(matches(db, given, { isCovered: false }))
    .$castTo<Place>();
});
