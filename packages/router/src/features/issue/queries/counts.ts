import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import { type Total, toTotal } from '../../../core/pagination.ts';
import { MOST_COUNTED, MOST_FILTERED } from '../../../core/schema.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { isOneOfProjects } from './conditions.ts';
import type { Filter } from './filter.ts';
import { partsOf } from './walks.ts';
import { type Lead, type Way, waysOf } from './ways.ts';

/** How many entries of indexes are counted, in all, to find the shortest way. */
const COUNTED_FOR_WAYS = 2 * MOST_FILTERED;

/** The way with the fewest issues on it, as far as they are counted. */
export async function shortestWay(db: ActorReader, filter: Filter): Promise<Way> {
  const ways = waysOf(filter);
  let [best] = ways;
  if (ways.length === 1) return best;
  let fewest = Math.min(Math.ceil(COUNTED_FOR_WAYS / ways.length), MOST_FILTERED);
  for (const way of ways) {
    const count = await countLead(db, way.lead, fewest);
    if (count < fewest) [best, fewest] = [way, count];
    if (fewest === 0) break;
  }
  return best;
}

/** How many issues a lead has, where nothing else is asked for. */
export async function countAll(
  db: ActorReader,
  { projects, ...lead }: Lead & Pick<Filter, 'projects'>,
): Promise<Total> {
  if (Object.keys(lead).length === 0) {
    const [counter] = await readCounter(db, projects === undefined ? {} : { projects });
    return toTotal(Number(counter?.listed ?? 0));
  }
  // To skip an entry takes a third of counting it.
  const [row] = await countParts(db, { ...lead, most: 1, is_behind: true });
  const isCapped = (row?.count ?? 0) > 0;
  return toTotal(isCapped ? MOST_COUNTED + 1 : await countLead(db, lead, MOST_COUNTED + 1));
}

const readCounter = prepared((db: ActorReader, { projects }: Bound<Pick<Filter, 'projects'>>) => {
  const counters = db.selectFrom('issue_counter').select(sql<number>`sum(open_issues + closed_issues)`.as('listed'));
  return projects ? counters.where(isOneOfProjects(db, 'issue_counter.project_id', projects)) : counters;
});

/** Counts up to `most`, or that many in each part of a walk that has several. */
async function countLead(db: ActorReader, lead: Lead, most: number): Promise<number> {
  const [row] = await countParts(db, { ...lead, most });
  return row?.count ?? 0;
}

type Counting = Lead & { most: number; is_behind?: true };

const countParts = prepared((db: ActorReader, { most, is_behind, ...lead }: Bound<Counting>) => {
  const skipped = sql.lit(is_behind ? MOST_COUNTED : 0);
  const counts = partsOf(db, lead).map((part, at) =>
    db
      .selectFrom(part.clearSelect().select(sql.lit(1).as('one')).limit(most).offset(skipped).as('part'))
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .as(`count${at}`),
  );
  const sum = sql.join(
    counts.map((_, at) => sql.ref(`count${at}.count`)),
    sql` + `,
  );
  return db.selectFrom(counts).select(sql<number>`${sum}`.as('count'));
});
