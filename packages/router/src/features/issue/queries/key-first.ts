import type { Bound } from '@docket/db';
import { type Range, toTotal } from '../../../core/pagination.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Asked, Filter } from './asked.ts';
import { matches } from './conditions.ts';
import type { Place } from './orders.ts';
import type { Places } from './ranked.ts';

/** The issue whose key is all that is looked for, and whether its texts have it as well. */
type Named = { place: Place; isHit: boolean };

/** The places of a search, with the issue before all others whose key or number was looked for. */
export async function withKey(db: ActorReader, { asked, places }: { asked: Asked; places: Places }): Promise<Places> {
  const named = await findNamed(db, asked);
  if (!named) return places;
  const { place, isHit } = named;
  return {
    ...places,
    async find({ after, offset, limit }: Range<Place>) {
      const behind = after?.rank === place.rank ? undefined : after;
      // One more, since the issue may be among them.
      const found = await places.find({ after: behind, offset: 0, limit: offset + limit + 1 });
      const others = found.filter(({ id }) => id !== place.id);
      return [...(after ? [] : [place]), ...others].slice(offset, offset + limit);
    },
    async count() {
      const { total, total_is_capped } = await places.count();
      return isHit ? { total, total_is_capped } : toTotal(total + 1, { isLowerBound: total_is_capped });
    },
  };
}

async function findNamed(db: ActorReader, { filter, words }: Asked): Promise<Named | undefined> {
  if (words?.named_id === undefined) return undefined;
  const [found] = await findMatching(db, { ...filter, id: words.named_id });
  if (!found) return undefined;
  const { serial, ...place } = found;
  const hits = await words.hits.among([serial]);
  return { place: { ...place, rank: 2 }, isHit: hits.size > 0 };
}

const MATCHED = ['issue.id', 'issue.created_at as value', 'issue.serial'] as const;

/** The issue of this id, if it matches but for words. */
const findMatching = prepared((db: ActorReader, { id, ...filter }: Bound<Filter & { id: string }>) =>
  db
    .selectFrom(db.issues().select(MATCHED).where('issue.id', '=', id).as('candidate'))
    .selectAll()
    .where(matches(db, filter, { isCovered: false })),
);
