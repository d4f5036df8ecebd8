import type { By, SignedInActor } from '../../../core/actor.ts';
import { type Total, toTotal } from '../../../core/pagination.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { IssueFilters } from '../schema/list.ts';
import { shortestWays } from './counts.ts';
import { askedOf } from './filter.ts';
import type { Place } from './orders.ts';
import { sourceOf } from './source.ts';

/** How many are looked for in one statement. */
const AT_ONCE = 100;

/** `total` is said when there are more issues than `most`. */
type Matching = { ids: string[]; tooMany?: Total };

/**
 * The ids of all issues that match, in the order of a list, when they are not more than `most`. Each statement takes no
 * longer than a page of the list; where hardly any issue matches, there are as many as it takes to come to its end.
 */
export async function matchingIds(
  db: ActorReader,
  input: IssueFilters & { most: number },
  by: By<SignedInActor>,
): Promise<Matching> {
  const { most, ...filters } = input;
  const asked = await askedOf(db, { ...filters, page: 1 }, by);
  if (!asked) return { ids: [] };
  const source = sourceOf(db, { asked, ...(await shortestWays(db, asked)) });
  const counted = await source.count();
  if (counted.total > most) return { ids: [], tooMany: counted };
  const ids: string[] = [];
  for (let after: Place | undefined, isEnd = false; !isEnd; ) {
    const found: Place[] = await source.find({ after, offset: 0, limit: AT_ONCE });
    ids.push(...found.map(({ id }) => id));
    if (ids.length > most) return { ids: [], tooMany: toTotal(ids.length, { isLowerBound: true }) };
    after = found.length === AT_ONCE ? found.at(-1) : await source.giveUp?.(after);
    isEnd = after === undefined;
  }
  return { ids };
}
