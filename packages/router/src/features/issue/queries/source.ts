import type { Bind, Bound } from '@docket/db';
import { sql } from 'kysely';
import { type Range, type Source, type Total, toTotal } from '../../../core/pagination.ts';
import { MOST_FILTERED, MOST_LOOKED_AT, MOST_LOOKED_UP } from '../../../core/schema.ts';
import { comesAfter } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue } from '../schema.ts';
import type { Asked, Filter } from './asked.ts';
import { collectedOf } from './collected.ts';
import { columnsOf, matches } from './conditions.ts';
import { countAll, countKept } from './counts.ts';
import { readIssues } from './get.ts';
import { type Place, prioritiesFrom } from './orders.ts';
import { type IssueRow, issueRows, toIssues, weighIssue } from './rows.ts';
import { type After, coveredBy, walk } from './walks.ts';
import type { Lead, Way } from './ways.ts';

type Found = { asked: Asked; way: Way };

/** How the issues on a way are read. */
export function sourceOf(db: ActorReader, found: Found): Omit<Source<Place, Issue>, 'cursors'> {
  const { asked, way } = found;
  const places = way.isCollected ? collectedOf(db, found) : walkedOf(db, found);
  return {
    ...places,
    weigh: weighIssue,
    count: async () => (await countKept(db, asked.filter)) ?? places.count(),
    read: (keys) => (keys.every(isRow) ? toIssues(db, keys) : readIssues(db, keys)),
  };
}

function walkedOf(db: ActorReader, { asked, way }: Found): Pick<Source<Place, never>, 'find' | 'giveUp' | 'count'> {
  const { lead, rest } = way;
  const isFiltered = Object.keys(rest).length > 0;
  const looks_up = looksUp({ ...lead, ...rest });
  const isNewest = Object.keys(asked.filter).length === 0 && asked.order.by === 'created' && !asked.order.isAscending;
  return {
    async find({ after, ...range }) {
      const behind = behindOf(lead, asked, after);
      if (!behind) return [];
      if (!isNewest || range.offset > 0) return findPlaces(db, { ...behind, ...rest, ...range });
      const rows = await findNewest(db, { ...afterOf(after), limit: range.limit });
      return rows.map((row) => ({ ...row, value: row.created_at }));
    },
    async giveUp(after) {
      const behind = behindOf(lead, asked, after);
      if (!isFiltered || !behind) return undefined;
      const [place] = await findFarthest(db, { ...behind, looks_up });
      return place;
    },
    count: () => (isFiltered ? countMatching(db, { ...lead, ...rest }) : countAll(db, lead)),
  };
}

/** What a walk has behind a place, of which the first part may begin within it; undefined: nothing. */
function behindOf(lead: Lead, { order }: Asked, after: Place | undefined): (Lead & After) | undefined {
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

type Walked = Lead & Filter & After;

const findPlaces = prepared(
  (db: ActorReader, { limit, offset, ...given }: Bound<Walked & Omit<Range<Place>, 'after'>>) => {
    const { lookedAt, matching } = wayOf(db, given);
    // Neither engine sorts anew what comes out of a sorted part.
    return db.selectFrom(lookedAt).select(placeOf(given)).where(matching).limit(limit).offset(offset).$castTo<Place>();
  },
);

function placeOf({ by_priority }: { by_priority?: true }): ('candidate.id' | 'candidate.value')[] {
  const ofPriority = 'candidate.priority' as 'candidate.id'; // which the walk selects then
  return ['candidate.id', 'candidate.value', ...(by_priority ? [ofPriority] : [])];
}

/** The last place that is looked at from some place on; none, when that is behind the end. */
const findFarthest = prepared((db: ActorReader, { looks_up, ...lead }: Bound<Lead & After & { looks_up: boolean }>) =>
  walk(db, lead, lead.by_priority ? ['priority'] : [])
    .limit(1)
    .offset(sql.lit(budgetOf(looks_up) - 1))
    .$castTo<Place>(),
);

function budgetOf(looksUpEach: boolean): number {
  return looksUpEach ? MOST_LOOKED_UP : MOST_FILTERED;
}

async function countMatching(db: ActorReader, given: Lead & Filter): Promise<Total> {
  const [row] = await countCandidates(db, given);
  return toTotal(row?.found ?? 0, { isLowerBound: (row?.looked_at ?? 0) >= budgetOf(looksUp(given)) });
}

const countCandidates = prepared((db: ActorReader, given: Bound<Lead & Filter>) => {
  const { lookedAt, matching } = wayOf(db, given);
  return db
    .selectFrom(lookedAt)
    .select([sql<number>`count(*)`.as('looked_at'), sql<number>`count(case when ${matching} then 1 end)`.as('found')]);
});

/** The first issues of a walk, and the condition that those of them meet which match. */
function wayOf(db: ActorReader, given: Bound<Walked>) {
  const isCovered = isCoveredIn(given);
  const isFiltered = Object.keys(given).some((name) => !OF_WALK.test(name));
  const budget = isFiltered ? budgetOf(looksUp(given)) : MOST_LOOKED_AT;
  const columns = new Set(isCovered ? columnsOf(given) : []);
  if (given.by_priority) columns.add('priority');
  const lookedAt = walk(db, given, [...columns]).limit(sql.lit(budget));
  return { lookedAt: lookedAt.as('candidate'), matching: matches(db, given, { isCovered }) };
}

/** All else that is given is asked of each issue. */
const OF_WALK = /^(lead|by|value|after)_|^is_ascending$/;

type Given = { [Name in keyof (Lead & Filter)]?: unknown };

/** Whether the index that is walked has all columns that are asked for. */
function isCoveredIn(given: Given): boolean {
  const covered = coveredBy(given);
  return columnsOf(given).every((column) => covered.includes(column));
}

/** Whether each issue on the way takes a look at another table. */
function looksUp(given: Given): boolean {
  const links = [given.label_ids, given.label_groups, given.assignee_id];
  return links.some((link) => link !== undefined) || !isCoveredIn(given);
}
