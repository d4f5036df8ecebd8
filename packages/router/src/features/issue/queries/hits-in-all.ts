import { type Bound, newestTextHits } from '@docket/db';
import { sql } from 'kysely';
import { type Range, type Total, toTotal } from '../../../core/pagination.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Filter } from './asked.ts';
import { matches } from './conditions.ts';
import type { Place } from './orders.ts';

// Many hits of words, for those who see all issues: the index itself is walked, from the newest issue on.

/** How many serials one call looks at, on both engines the same. */
export const MOST_SERIALS = 2000;

type Asked = { text: string; filter: Omit<Filter, 'text'>; serials: number };

type Looked = { found: Place[]; looked: number; reached?: number };

/** The newest hits behind a place, among so many serials; `reached`: where it gave up. */
export async function newestInAll(
  db: ActorReader,
  { text, filter, serials }: Asked,
  { after, limit }: Omit<Range<Place>, 'offset'>,
): Promise<Looked> {
  const below = after ? Number(after.value) : await firstSerialBelow(db);
  const from = Math.max(0, below - serials);
  const found = await findHits(db, { ...filter, words: text, from, below, limit });
  return { found, looked: below - from, ...(from > 0 && found.length < limit && { reached: from }) };
}

/** How many of the newest issues are hits. */
export async function countInAll(db: ActorReader, { text = '', ...filter }: Filter): Promise<Total> {
  const below = await firstSerialBelow(db);
  const from = Math.max(0, below - MOST_SERIALS);
  const [row] = await countHits(db, { ...filter, words: text, from, below });
  return toTotal(row?.count ?? 0, { isLowerBound: from > 0 });
}

async function firstSerialBelow(db: ActorReader): Promise<number> {
  const [row] = await findLast(db, {});
  return (row?.serial ?? 0) + 1;
}

const findLast = prepared((db: ActorReader, _: Bound<object>) =>
  unguarded(db).selectFrom('issue').select('serial').orderBy('serial', 'desc').limit(1),
);

type Hits = Filter & { words: string; from: number; below: number };

const findHits = prepared((db: ActorReader, { limit, ...given }: Bound<Hits & { limit: number }>) =>
  // Neither engine sorts anew what comes out of a sorted part.
  hitsOf(db, given).select(['candidate.id', 'candidate.value']).limit(limit).$castTo<Place>(),
);

const countHits = prepared((db: ActorReader, given: Bound<Hits>) =>
  hitsOf(db, given).select((eb) => eb.fn.countAll<number>().as('count')),
);

function hitsOf(db: ActorReader, { words, from, below, ...filter }: Bound<Hits>) {
  const hits = newestTextHits(unguarded(db), words, { from, below, most: sql.lit(MOST_SERIALS) });
  return db
    .selectFrom(
      unguarded(db)
        .selectFrom(hits.as<'hits'>('hits'))
        .select((eb) => [
          eb.selectFrom('issue').select('issue.id').whereRef('issue.serial', '=', 'hits.serial').as('id'),
          'hits.serial as value',
        ])
        .as('candidate'),
    )
    .where(matches(db, filter, { isCovered: false }));
}
