import type { By, SignedInActor } from '../../../core/actor.ts';
import { readList, type Source, toTotal } from '../../../core/pagination.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { Issue } from '../schema/issue.ts';
import type { IssueList, ListIssues } from '../schema/list.ts';
import type { Asked } from './asked.ts';
import { listBin } from './bin.ts';
import { shortestWays } from './counts.ts';
import { askedOf } from './filter.ts';
import { cursorsOf, NEWEST_FIRST, type Place } from './orders.ts';
import { sortMeant } from './read-query.ts';
import { sourceOf } from './source.ts';

/**
 * Issues that match, in the order that is asked for: a page of them, or what follows on a cursor. It walks the index of
 * one condition, or of the order, and asks each issue on the way for the others. Where hardly any issue matches, it gives
 * up after `MOST_FILTERED` of them, or after `MOST_LOOKED_UP_IN_ORDER` where each takes a look at another table. The total
 * is counted in any order, and by another condition where that takes fewer looks.
 *
 * @throws AppError `validation_failed` when the cursor is not one of ours, or the page is too far away
 */
export async function listIssues(db: ActorReader, input: ListIssues, by: By<SignedInActor>): Promise<IssueList> {
  if (input.in_bin) return listBin(db, input, by);
  return listAsked(db, { input, asked: await askedOf(db, input, by) });
}

type Listing = { input: ListIssues; asked: Asked | undefined };

/** The same where it is known already what is asked for. */
export async function listAsked(db: ActorReader, { input, asked }: Listing): Promise<IssueList> {
  const cursors = cursorsOf(sortMeant(input) ?? NEWEST_FIRST);
  const source = asked ? sourceOf(db, { asked, ...(await shortestWays(db, asked)) }) : NOTHING;
  return readList(input, { ...source, cursors });
}

/** Where nothing can match. */
export const NOTHING: Omit<Source<Place, Issue>, 'cursors'> = {
  find: async () => [],
  count: async () => toTotal(0),
  read: async () => [],
};
