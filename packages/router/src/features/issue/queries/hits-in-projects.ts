import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import { type Range, type Total, toTotal } from '../../../core/pagination.ts';
import { MOST_LOOKED_UP_IN_ORDER } from '../../../core/schema.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Filter } from './asked.ts';
import { matches } from './conditions.ts';
import type { Place } from './orders.ts';
import { groupsOf } from './projects.ts';
import { type BoundLead, type OrderedLead, walk } from './walks.ts';

// Many hits of words in some projects: their issues are asked from the newest on. No other issue is looked at, since how far
// a call comes, and the place where it gives up, would tell of what is not seen.

type Asked = { projects: readonly string[]; filter: Filter };

type Found = { found: Place[]; reached?: Place | undefined };

/** The newest hits behind a place; `reached`: where it gave up. */
export async function newestIn(
  db: ActorReader,
  { projects, filter }: Asked,
  { after, limit }: Omit<Range<Place>, 'offset'>,
): Promise<Found> {
  const groups: Found[] = [];
  for (const lead_projects of groupsOf(projects)) {
    const lead: OrderedLead = { lead_projects, by_serial: true, ...(after && { value_until: after.value }) };
    const found = await findHits(db, { ...lead, ...filter, limit });
    const [reached] = found.length < limit ? await findFarthest(db, lead) : [];
    groups.push({ found, reached });
  }
  // Between the places where some gave up and others did not, there may be more.
  const reached = groups.flatMap((group) => group.reached ?? []).toSorted(newestFirst)[0];
  const found = groups
    .flatMap((group) => group.found)
    .filter(({ value }) => !reached || value >= reached.value)
    .toSorted(newestFirst)
    .slice(0, limit);
  return { found, ...(found.length < limit && { reached }) };
}

/** How many of the newest issues are hits. */
export async function countIn(db: ActorReader, { projects, filter }: Asked): Promise<Total> {
  let total = 0;
  let isLowerBound = false;
  for (const lead_projects of groupsOf(projects)) {
    const [row] = await countHits(db, { lead_projects, by_serial: true, ...filter });
    total += row?.found ?? 0;
    if (row?.looked_at === MOST_LOOKED_UP_IN_ORDER) isLowerBound = true;
  }
  return toTotal(total, { isLowerBound });
}

function newestFirst(one: Place, other: Place): number {
  return Number(other.value) - Number(one.value);
}

const findHits = prepared((db: ActorReader, { limit, ...given }: Bound<OrderedLead & Filter & { limit: number }>) =>
  // Neither engine sorts anew what comes out of a sorted part.
  db
    .selectFrom(newest(db, given).as('candidate'))
    .select(['candidate.id', 'candidate.value'])
    .where(matches(db, given, { isCovered: false, textFrom: () => lowest(db, given) }))
    .limit(limit)
    .$castTo<Place>(),
);

const findFarthest = prepared((db: ActorReader, lead: Bound<OrderedLead>) => farthest(db, lead));

/** The last place that is looked at. */
function farthest(db: ActorReader, lead: BoundLead) {
  return walk(db, lead, [])
    .limit(1)
    .offset(sql.lit(MOST_LOOKED_UP_IN_ORDER - 1))
    .$castTo<Place>();
}

/** The lowest serial that is looked at: the index need not be asked for others. */
function lowest(db: ActorReader, { lead_projects = [], by_serial, value_until }: BoundLead) {
  const lead = { lead_projects, ...(by_serial && { by_serial }), ...(value_until && { value_until }) };
  const last = db.selectFrom(farthest(db, lead).as('last')).select('last.value');
  return sql<number>`coalesce((${last}), 0)`;
}

const countHits = prepared((db: ActorReader, given: Bound<OrderedLead & Filter>) =>
  db
    .selectFrom(newest(db, given).as('candidate'))
    .select([
      sql<number>`count(*)`.as('looked_at'),
      sql<number>`count(case when ${matches(db, given, { isCovered: false, textFrom: () => lowest(db, given) })} then 1 end)`.as(
        'found',
      ),
    ]),
);

function newest(db: ActorReader, lead: BoundLead) {
  return walk(db, lead, []).limit(sql.lit(MOST_LOOKED_UP_IN_ORDER));
}
