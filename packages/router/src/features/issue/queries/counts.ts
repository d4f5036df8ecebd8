import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import { type Total, toTotal } from '../../../core/pagination.ts';
import { MOST_COUNTED, MOST_FILTERED } from '../../../core/schema.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue } from '../schema/issue.ts';
import { type Asked, type Filter, MOST_HITS } from './asked.ts';
import { budgetOf, isCoveredIn, looksUp, lookUpsOf, mostLookedAt } from './budgets.ts';
import { columnsOf, isOneOfProjects, matches, serialOfIssue } from './conditions.ts';
import { unordered } from './walks.ts';
import { type Lead, leadFor, type Way, waysOf, wordsWay } from './ways.ts';
import { type Asking, having } from './words.ts';

/** How many entries of indexes are counted, in all, to find the shortest way. */
const COUNTED_FOR_WAYS = 2 * MOST_FILTERED;

/**
 * A list is walked on one way, and counted on one, which may be another: a count needs no order. Without one, many hits of
 * words are to be counted.
 */
export type Ways = { walked: Way; counted?: Way };

/** The way with the fewest issues on it, as far as they are counted. Few enough can be collected, whatever the order. */
export async function shortestWays(db: ActorReader, asked: Asked): Promise<Ways> {
  const ways = waysOf(asked);
  const serials = await asked.words?.hits.upTo(MOST_HITS);
  let best = serials && wordsWay(asked, serials);
  let fewest = serials?.length ?? Math.min(Math.ceil(COUNTED_FOR_WAYS / ways.length), MOST_FILTERED);
  const hasRivals = ways.slice(1).some((way) => !way.isCollected);
  for (const way of hasRivals ? ways : ways.slice(1)) {
    if (fewest === 0) break;
    // A way that is taken for its length is walked to its end: whoever gives up names a place, which may not be seen.
    const most = Math.min(fewest, budgetOf(way));
    const count = await countLead(db, way, most);
    if (count < most) [best, fewest] = [way, count];
  }
  if (best) return { walked: best, counted: best };
  return { walked: ways[0], ...(!asked.words && { counted: cheapestToCount(ways) }) };
}

/** Of ways that are all long: the one whose issues take the fewest looks at other tables. */
function cheapestToCount(ways: [Way, ...Way[]]): Way {
  const cost = ({ lead, rest }: Way) => (hasRest(rest) ? 1 + lookUpsOf({ ...lead, ...rest }) : 0);
  return ways.reduce((best, way) => (cost(way) < cost(best) ? way : best));
}

function hasRest(rest: Filter): boolean {
  return Object.keys(rest).length > 0;
}

/** How many issues match a filter, where that is known without a look at them: counted by project; undefined when not. */
export async function countKept(db: ActorReader, filter: Filter): Promise<Total | undefined> {
  const { projects, statuses, ...others } = filter;
  const counts = countsOf(statuses);
  if (Object.keys(others).length > 0 || !counts) return undefined;
  const [counter] = await readCounters(db, projects === undefined ? {} : { projects });
  const sums = { open: Number(counter?.open ?? 0), closed: Number(counter?.closed ?? 0) };
  return toTotal(counts.reduce((sum, count) => sum + sums[count], 0));
}

/** Counters know what is closed, and what is not. */
function countsOf(statuses: Issue['status'][] = ['open', 'in_progress', 'closed']): ('open' | 'closed')[] | undefined {
  const isClosed = statuses.includes('closed');
  const [isOpen, isInProgress] = [statuses.includes('open'), statuses.includes('in_progress')];
  if (isOpen !== isInProgress) return undefined;
  return [...(isOpen ? (['open'] as const) : []), ...(isClosed ? (['closed'] as const) : [])];
}

const readCounters = prepared((db: ActorReader, { projects }: Bound<Pick<Filter, 'projects'>>) => {
  const sums = db
    .selectFrom('issue_counter')
    .select([sql<number>`sum(open_issues)`.as('open'), sql<number>`sum(closed_issues)`.as('closed')]);
  return projects ? sums.where(isOneOfProjects(db, 'issue_counter.project_id', projects)) : sums;
});

/** How many issues match on a way, as far as they are looked at. */
export async function countOn(db: ActorReader, way: Way, words: Asking | undefined): Promise<Total> {
  const { lead, rest } = way;
  if (!hasRest(rest)) return toTotal(await countLead(db, way, MOST_COUNTED + 1));
  // By project for everybody, as it depends on the order what is met before it stops.
  if (rest.has_words) return countWords(await findCandidates(db, { ...lead, ...rest }), words, budgetOf(way));
  const [row] = await countCandidates(db, { ...lead, ...rest });
  return toTotal(row?.found ?? 0, { isLowerBound: (row?.looked_at ?? 0) >= budgetOf(way) });
}

const countCandidates = prepared((db: ActorReader, given: Bound<Lead & Filter>) => {
  const { candidates, matching } = candidatesOf(db, given);
  return candidates.select([
    sql<number>`count(*)`.as('looked_at'),
    sql<number>`count(case when ${matching} then 1 end)`.as('found'),
  ]);
});

/** What is looked at, with the serials of those that match but for words. */
const findCandidates = prepared((db: ActorReader, given: Bound<Lead & Filter>) => {
  const { candidates, matching } = candidatesOf(db, given);
  return candidates.select([
    'candidate.id',
    sql<number | null>`case when ${matching} then ${serialOfIssue()} end`.as('serial'),
  ]);
});

function candidatesOf(db: ActorReader, given: Bound<Lead & Filter>) {
  const isCovered = isCoveredIn(given);
  const columns = isCovered ? columnsOf(given) : [];
  const looked = unordered(db, given, { columns, most: sql.lit(mostLookedAt(looksUp(given))) });
  return { candidates: db.selectFrom(looked.as('candidate')), matching: matches(db, given, { isCovered }) };
}

type Looked = { id: string; serial: number | null };

/** How many of the issues that are looked at have the words, where some match and have a serial. It is a lower bound with `most` of them. */
export async function countWords(looked: Looked[], words: Asking | undefined, most: number): Promise<Total> {
  const matching = looked.flatMap(({ id, serial }) => (serial === null ? [] : { id, serial }));
  const found = await having(words, matching);
  return toTotal(found.length, { isLowerBound: looked.length >= most });
}

/** Counts up to `most`. */
async function countLead(db: ActorReader, way: Way, most: number): Promise<number> {
  const [row] = await countUpTo(db, { ...leadFor(way), most });
  return row?.count ?? 0;
}

const countUpTo = prepared((db: ActorReader, { most, ...lead }: Bound<Lead & { most: number }>) =>
  db.selectFrom(unordered(db, lead, { most }).as('counted')).select((eb) => eb.fn.countAll<number>().as('count')),
);
