import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import { type Range, type Total, toTotal } from '../../../core/pagination.ts';
import { MOST_LOOKED_UP_IN_ORDER } from '../../../core/schema.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { status } from '../schema/issue.ts';
import type { Filter } from './asked.ts';
import { matches, serialOfIssue } from './conditions.ts';
import { countWords } from './counts.ts';
import { comparing, isBehind, type Order, type Place } from './orders.ts';
import { groupsOf } from './projects.ts';
import { type After, type OrderedLead, walk } from './walks.ts';
import { type Asking, firstHaving } from './words.ts';

// Many hits of words: the issues of the projects and statuses that are meant are asked from the newest on. No other issue
// is looked at, since how far a call comes, and the place where it gives up, would tell of what is not seen.

const NEWEST_FIRST: Order = { by: 'created', isAscending: false };

type Asked = { filter: Filter; words: Asking };

type Found = { found: Place[]; reached?: Place | undefined };

/** The newest hits behind a place; `reached`: where it gave up. */
export async function newestOf(
  db: ActorReader,
  { filter, words }: Asked,
  { after, limit }: Omit<Range<Place>, 'offset'>,
): Promise<Found> {
  const { leads, rest } = leadsOf(filter);
  const groups: Found[] = [];
  for (const group of leads) {
    const lead = { ...group, ...(after && { after_value: after.value, after_id: after.id }) };
    const found = await firstHaving(words, limit, {
      read: (most = MOST_LOOKED_UP_IN_ORDER) => findCandidates(db, { ...lead, ...rest, limit: most }),
      isBehind: (one, other) => isBehind(NEWEST_FIRST, one, other),
    });
    const [reached] = found.length < limit ? await findFarthest(db, lead) : [];
    groups.push({ found: found.map(({ id, value }) => ({ id, value })), reached });
  }
  // Between the places where some gave up and others did not, there may be more.
  const reached = groups.flatMap((group) => group.reached ?? []).toSorted(comparing(NEWEST_FIRST))[0];
  const found = groups
    .flatMap((group) => group.found)
    .filter((place) => !reached || !isBehind(NEWEST_FIRST, place, reached))
    .toSorted(comparing(NEWEST_FIRST))
    .slice(0, limit);
  return { found, ...(found.length < limit && { reached }) };
}

/** How many of the newest issues are hits. */
export async function countNewest(db: ActorReader, { filter, words }: Asked): Promise<Total> {
  const { leads, rest } = leadsOf(filter);
  let sum = 0;
  let isLowerBound = false;
  for (const lead of leads) {
    const looked = await lookAt(db, { ...lead, ...rest });
    const { total, total_is_capped } = await countWords(looked, words, MOST_LOOKED_UP_IN_ORDER);
    sum += total;
    if (total_is_capped) isLowerBound = true;
  }
  return toTotal(sum, { isLowerBound });
}

/** Those of some projects are walked by status as well, as lists are, so that they have an index of their own. */
function leadsOf({ projects, statuses, ...rest }: Filter): { leads: OrderedLead[]; rest: Filter } {
  if (projects === undefined) return { leads: [statuses ? { lead_statuses: statuses } : {}], rest };
  const lead_statuses = statuses ?? [...status.options];
  return { leads: groupsOf(JSON.parse(projects)).map((lead_projects) => ({ lead_projects, lead_statuses })), rest };
}

type Looking = OrderedLead & After;

const findCandidates = prepared(
  (db: ActorReader, { limit, ...given }: Bound<Looking & Filter & { limit: number }>) =>
    // Neither engine sorts anew what comes out of a sorted part.
    db
      .selectFrom(newest(db, given).as('candidate'))
      .select(['candidate.id', 'candidate.value', serialOfIssue().as('serial')])
      .where(matches(db, given, { isCovered: false }))
      .limit(limit)
      .$castTo<Place & { serial: number }>(), // of an issue that is there
);

/** The last place that is looked at. */
const findFarthest = prepared((db: ActorReader, lead: Bound<Looking>) =>
  walk(db, lead, [])
    .limit(1)
    .offset(sql.lit(MOST_LOOKED_UP_IN_ORDER - 1))
    .$castTo<Place>(),
);

/** What is looked at, with the serials of those that match but for words. */
const lookAt = prepared((db: ActorReader, given: Bound<OrderedLead & Filter>) =>
  db
    .selectFrom(newest(db, given).as('candidate'))
    .select([
      'candidate.id',
      sql<number | null>`case when ${matches(db, given, { isCovered: false })} then ${serialOfIssue()} end`.as(
        'serial',
      ),
    ]),
);

function newest(db: ActorReader, lead: Bound<Looking>) {
  return walk(db, lead, []).limit(sql.lit(MOST_LOOKED_UP_IN_ORDER));
}
