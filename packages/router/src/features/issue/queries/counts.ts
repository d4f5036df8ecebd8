import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import { type Total, toTotal } from '../../../core/pagination.ts';
import { MOST_COUNTED, MOST_FILTERED, MOST_LOOKED_UP } from '../../../core/schema.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue } from '../schema.ts';
import type { Asked, Filter } from './asked.ts';
import { isOneOfProjects } from './conditions.ts';
import { partsOf } from './walks.ts';
import { type Lead, type Way, waysOf } from './ways.ts';

/** How many entries of indexes are counted, in all, to find the shortest way. */
const COUNTED_FOR_WAYS = 2 * MOST_FILTERED;

/** The way with the fewest issues on it, as far as they are counted. Few enough can be collected, whatever the order. */
export async function shortestWay(db: ActorReader, asked: Asked): Promise<Way> {
  const ways = waysOf(asked);
  let [best] = ways;
  let fewest = Math.min(Math.ceil(COUNTED_FOR_WAYS / ways.length), MOST_FILTERED);
  const hasRivals = ways.some((way) => way !== best && !way.isCollected);
  const counted = hasRivals ? ways : ways.slice(1);
  for (const way of counted) {
    const most = way.isCollected ? Math.min(fewest, MOST_LOOKED_UP) : fewest;
    const count = await countLead(db, way.lead, most);
    if (count < most) [best, fewest] = [way, count];
    if (fewest === 0) break;
  }
  return best;
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

/** How many issues a lead has, where nothing else is asked for. */
export async function countAll(db: ActorReader, lead: Lead): Promise<Total> {
  return toTotal(await countLead(db, lead, MOST_COUNTED + 1));
}

/** Counts up to `most`. */
async function countLead(db: ActorReader, lead: Lead, most: number): Promise<number> {
  const [row] = await countParts(db, { ...lead, most });
  return row?.count ?? 0;
}

const countParts = prepared((db: ActorReader, { most, ...lead }: Bound<Lead & { most: number }>) => {
  const [first, ...others] = partsOf(db, lead).map((part) => part.clearSelect().select(sql.lit(1).as('one')));
  if (!first) throw new Error('There is nothing to count');
  const all = others.reduce((query, part) => query.unionAll(part), first);
  return db.selectFrom(all.limit(most).as('counted')).select((eb) => eb.fn.countAll<number>().as('count'));
});
