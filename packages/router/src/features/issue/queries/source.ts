import type { Bind, Bound } from '@docket/db';
import { sql } from 'kysely';
import type { Range, Source } from '../../../core/pagination.ts';
import { MOST_FILTERED } from '../../../core/schema.ts';
import { comesAfter } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue } from '../schema/issue.ts';
import type { Asked, Filter } from './asked.ts';
import { isCoveredIn, looksUp, mostLookedAt } from './budgets.ts';
import { collectedOf } from './collected.ts';
import { columnsOf, matches, serialOfIssue } from './conditions.ts';
import { countKept, countOn, type Ways } from './counts.ts';
import { readIssues } from './get.ts';
import { isBehind, type Place, prioritiesFrom } from './orders.ts';
import { groupsOf } from './projects.ts';
import { countMany } from './ranked.ts';
import { type IssueRow, issueRows, toIssues, weighIssue } from './rows.ts';
import { walkedOfMany } from './walk-of-many.ts';
import { type After, type OrderedLead, walk } from './walks.ts';
import { leadFor, type Way } from './ways.ts';
import { firstHaving } from './words.ts';

/** How the issues on a way are read. */
export function sourceOf(
  db: ActorReader,
  { asked, walked, counted }: Ways & { asked: Asked },
): Omit<Source<Place, Issue>, 'cursors'> {
  const places = placesOf(db, { asked, way: walked });
  const { filter, words } = asked;
  const countWay = () =>
    counted || !words ? countOn(db, counted ?? walked, words) : countMany(db, { ...asked, words });
  const countPlaces = places.count && counted === walked ? places.count : countWay;
  return {
    ...places,
    weigh: weighIssue,
    count: async () => (await countKept(db, filter)) ?? countPlaces(),
    read: (keys) => (keys.every(isRow) ? toIssues(db, keys) : readIssues(db, keys)),
  };
}

type Places = Pick<Source<Place, never>, 'find' | 'giveUp'> & { count?: Source<Place, never>['count'] };

function placesOf(db: ActorReader, { asked, way }: { asked: Asked; way: Way }): Places {
  if (way.isCollected) return collectedOf(db, { asked, way });
  const { rest } = way;
  const { lead_within, ...lead } = leadFor(way);
  if (lead_within === undefined) return walkedOf(db, { asked, lead, rest });
  const [lead_projects = [], ...others] = groupsOf(JSON.parse(lead_within));
  if (others.length > 0) return walkedOfMany(db, { lead: { ...lead, lead_within }, rest, asked });
  return walkedOf(db, { asked, lead: { ...lead, lead_projects }, rest });
}

type Walked = { asked: Asked; lead: OrderedLead; rest: Filter };

function walkedOf(db: ActorReader, { asked, lead, rest }: Walked): Places {
  const isFiltered = Object.keys(rest).length > 0;
  const looks_up = looksUp({ ...lead, ...rest });
  const isNewest = Object.keys(asked.filter).length === 0 && asked.order.by === 'created' && !asked.order.isAscending;
  return {
    async find({ after, ...range }) {
      const behind = behindOf(lead, asked, after);
      if (!behind) return [];
      const given = { ...behind, ...rest };
      if (asked.words) {
        const found = await firstHaving(asked.words, range.offset + range.limit, {
          read: (limit = MOST_FILTERED) => findPlaces(db, { ...given, offset: 0, limit }),
          isBehind: (place, other) => isBehind(asked.order, place, other),
        });
        return found.slice(range.offset);
      }
      if (!isNewest || range.offset > 0) return findPlaces(db, { ...given, ...range });
      const rows = await findNewest(db, { ...afterOf(after), limit: range.limit });
      return rows.map((row) => ({ ...row, value: row.created_at }));
    },
    async giveUp(after) {
      const behind = behindOf(lead, asked, after);
      if (!isFiltered || !behind) return undefined;
      const [place] = await findFarthest(db, { ...behind, looks_up });
      return place;
    },
  };
}

/** What a walk has behind a place, of which the first part may begin within it; undefined: nothing. */
function behindOf(lead: OrderedLead, { order }: Asked, after: Place | undefined): (OrderedLead & After) | undefined {
  if (!lead.by_priority || !after) return { ...lead, ...afterOf(after) };
  const priorities = prioritiesFrom(order, after.priority).filter((one) => lead.lead_priorities?.includes(one));
  if (priorities.length === 0) return undefined;
  const isWithin = priorities[0] === after.priority;
  return { ...lead, lead_priorities: priorities, ...(isWithin && afterOf(after)) };
}

function afterOf(after: Place | undefined): After {
  return after ? { after_value: after.value, after_id: after.id } : {};
}

/** Of the newest, which are asked for most, the rows are read at once: nothing is skipped on the way to them. */
const findNewest = prepared((db: ActorReader, { limit, after_value, after_id }: Bound<After & { limit: number }>) =>
  issueRows(db)
    .where(
      comesAfter(
        // The value of this order is a time.
        after_value && after_id && { created_at: after_value as Bind<string>, id: after_id },
        'desc',
        ['issue.created_at', 'issue.id'],
      ),
    )
    .orderBy('issue.created_at', 'desc')
    .orderBy('issue.id', 'desc')
    .limit(limit),
);

function isRow(place: Place): place is Place & IssueRow {
  return 'title' in place;
}

type Walking = OrderedLead & Filter & After & Omit<Range<Place>, 'after'>;

const findPlaces = prepared((db: ActorReader, { limit, offset, ...given }: Bound<Walking>) => {
  const isCovered = isCoveredIn(given);
  const columns = new Set(isCovered ? columnsOf(given) : []);
  if (given.by_priority) columns.add('priority');
  const walked = walk(db, given, [...columns]);
  const isFiltered = Object.keys(given).some((name) => !OF_WALK.test(name));
  if (!isFiltered) return walked.limit(limit).offset(offset).$castTo<Place & { serial: number }>();
  // Neither engine sorts anew what comes out of a sorted part.
  return db
    .selectFrom(walked.limit(sql.lit(mostLookedAt(looksUp(given)))).as('candidate'))
    .select(placeOf(given))
    .select(given.has_words ? [serialOfIssue().as('serial')] : [])
    .where(matches(db, given, { isCovered }))
    .limit(limit)
    .offset(offset)
    .$castTo<Place & { serial: number }>();
});

function placeOf({ by_priority }: { by_priority?: true }): ('candidate.id' | 'candidate.value')[] {
  const ofPriority = 'candidate.priority' as 'candidate.id'; // which the walk selects then
  return ['candidate.id', 'candidate.value', ...(by_priority ? [ofPriority] : [])];
}

/** The last place that is looked at from some place on; none, when that is behind the end. */
const findFarthest = prepared(
  (db: ActorReader, { looks_up, ...lead }: Bound<OrderedLead & After & { looks_up: boolean }>) =>
    walk(db, lead, lead.by_priority ? ['priority'] : [])
      .limit(1)
      .offset(sql.lit(mostLookedAt(looks_up) - 1))
      .$castTo<Place>(),
);

/** All else that is given is asked of each issue. */
const OF_WALK = /^(lead|by|value|after)_|^is_ascending$/;
