import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { byTime, type Position, readList, type Source, type Total, toTotal } from '../../../core/pagination.ts';
import { MOST_FILTERED, MOST_LOOKED_AT, MOST_LOOKED_UP } from '../../../core/schema.ts';
import { comesAfter } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue, IssueList, ListIssues } from '../schema.ts';
import { columnsOf, matches } from './conditions.ts';
import { countAll, shortestWay } from './counts.ts';
import { type Filter, filterOf } from './filter.ts';
import { readIssues } from './get.ts';
import { type IssueRow, issueRows, toIssues, weighIssue } from './rows.ts';
import { coveredBy, walk } from './walks.ts';
import type { Lead, Way } from './ways.ts';

/**
 * Issues that match, newest first: a page of them, or what follows on a cursor. It walks the index of one condition and
 * asks each issue on the way for the others. Where hardly any issue matches, it gives up after `MOST_FILTERED` of them, or
 * after `MOST_LOOKED_UP` where each takes a look at another table.
 *
 * @throws AppError `validation_failed` when the cursor is not one of ours, or the page is too far away
 */
export async function listIssues(db: ActorReader, input: ListIssues, by: By<SignedInActor>): Promise<IssueList> {
  const filter = await filterOf(db, input, by);
  return readList(input, filter ? sourceOf(db, await shortestWay(db, filter)) : NOTHING);
}

const CURSORS = byTime('issues');

const NOTHING: Source<Position, Issue> = {
  cursors: CURSORS,
  find: async () => [],
  count: async () => toTotal(0),
  read: async () => [],
};

export function sourceOf(db: ActorReader, { lead, rest }: Way): Source<Position, Issue> {
  const given = { ...lead, ...rest };
  const isFiltered = Object.keys(rest).length > 0;
  const looks_up = looksUp(given);
  const hasCounter = Object.keys(given).every((field) => field === 'projects');
  return {
    cursors: CURSORS,
    find: ({ after, ...range }) => {
      const isNewest = Object.keys(given).length === 0 && range.offset === 0;
      return isNewest
        ? findNewest(db, { ...after, limit: range.limit })
        : findPlaces(db, { ...given, ...after, ...range });
    },
    giveUp: async (after) => (isFiltered ? (await findFarthest(db, { ...lead, ...after, looks_up }))[0] : undefined),
    weigh: weighIssue,
    count: () => (isFiltered && !hasCounter ? countMatching(db, given) : countAll(db, given)),
    read: (places) => (places.every(isRow) ? toIssues(db, places) : readIssues(db, places)),
  };
}

/** Of the newest, which are asked for most, the rows are read at once: nothing is skipped on the way to them. */
const findNewest = prepared(
  (db: ActorReader, { limit, created_at, id }: Bound<Partial<Position> & { limit: number }>) =>
    issueRows(db)
      .where('issue.deleted_at', 'is', null)
      .where(comesAfter(created_at && id && { created_at, id }, 'desc', ['issue.created_at', 'issue.id']))
      .orderBy('issue.created_at', 'desc')
      .orderBy('issue.id', 'desc')
      .limit(limit),
);

function isRow(place: Position): place is IssueRow {
  return 'title' in place;
}

type Range = Partial<Position> & { offset: number; limit: number };

const findPlaces = prepared((db: ActorReader, { limit, offset, ...given }: Bound<Lead & Filter & Range>) => {
  const { lookedAt, matching } = wayOf(db, given);
  // Neither engine sorts anew what comes out of a sorted part.
  return db
    .selectFrom(lookedAt)
    .select(['candidate.id', 'candidate.created_at'])
    .where(matching)
    .limit(limit)
    .offset(offset);
});

/** The last place that is looked at from some place on; none, when that is behind the end. */
const findFarthest = prepared(
  (db: ActorReader, { looks_up, ...lead }: Bound<Lead & Partial<Position> & { looks_up: boolean }>) =>
    walk(db, lead, [])
      .limit(1)
      .offset(sql.lit(budgetOf(looks_up) - 1)),
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
function wayOf(db: ActorReader, given: Bound<Lead & Filter & Partial<Position>>) {
  const isCovered = isCoveredIn(given);
  const isFiltered = FILTERS.some((filter) => given[filter] !== undefined);
  const budget = isFiltered ? budgetOf(looksUp(given)) : MOST_LOOKED_AT;
  const lookedAt = walk(db, given, isCovered ? columnsOf(given) : []).limit(sql.lit(budget));
  return { lookedAt: lookedAt.as('candidate'), matching: matches(db, given, { isCovered }) };
}

const FILTERS = [
  'projects',
  'label_ids',
  'label_groups',
  'assignee_id',
  'unassigned',
  'author_id',
  'statuses',
  'priorities',
] as const;

type Given = { [Name in keyof (Lead & Filter)]?: unknown };

/** Whether the index that is walked has all columns that are asked for. */
function isCoveredIn(given: Given): boolean {
  const covered = coveredBy(given);
  return columnsOf(given).every((column) => covered.includes(column));
}

/** Whether each issue on the way takes a look at another table. */
function looksUp(given: Given): boolean {
  return (
    given.label_ids !== undefined ||
    given.label_groups !== undefined ||
    given.assignee_id !== undefined ||
    !isCoveredIn(given)
  );
}
