import type { By, SignedInActor } from '../../../core/actor.ts';
import { type ListInput, readList } from '../../../core/pagination.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { Asked } from '../../issue/queries/asked.ts';
import { askedOf } from '../../issue/queries/filter.ts';
import { readIssues } from '../../issue/queries/get.ts';
import { withKey } from '../../issue/queries/key-first.ts';
import { listAsked, NOTHING } from '../../issue/queries/list.ts';
import { rankedCursors } from '../../issue/queries/orders.ts';
import { rankedOf } from '../../issue/queries/ranked.ts';
import { sortMeant } from '../../issue/queries/read-query.ts';
import { weighIssue } from '../../issue/queries/rows.ts';
import type { IssueList, ListIssues } from '../../issue/schema/list.ts';
import { FOUND_AT_ONCE, type FoundIssues, type SearchIssues } from '../schema.ts';
import { withHighlights } from './highlights.ts';
import { isIncomplete } from './incomplete.ts';

/**
 * Issues that a query finds: first the one whose key it is, then those with all its words in their title, then the others,
 * and of each kind the newest. A query that asks for no words, or says an order, gives what a list does.
 *
 * @throws AppError `validation_failed` when the cursor is not one of ours, or the page is too far away
 */
export async function searchIssues(
  db: ActorReader,
  { tags, size, limit, ...rest }: SearchIssues & Pick<ListInput, 'most_bytes'>,
  by: By<SignedInActor>,
): Promise<FoundIssues> {
  const input = { ...rest, size: size ?? limit ?? FOUND_AT_ONCE, ...(tags && { label: tags }) };
  const asked = await askedOf(db, input, by);
  const { items, ...list } = asked ? await findIssues(db, { asked, input }) : await readList(input, NO_ISSUES);
  const found = asked?.words
    ? await withHighlights(db, items, asked.words.query)
    : items.map((issue) => ({ ...issue, highlights: [] }));
  return { items: found, ...list, incomplete_results: await isIncomplete(db) };
}

const NO_ISSUES = { ...NOTHING, cursors: rankedCursors };

type Finding = { asked: Asked; input: ListIssues };

async function findIssues(db: ActorReader, { asked, input }: Finding): Promise<IssueList> {
  const { words } = asked;
  if (!words || sortMeant(input)) return listAsked(db, { asked, input });
  const { named_id: _, ...unnamed } = words;
  const ranked = await rankedOf(db, { ...asked, words: unnamed });
  const places = await withKey(db, { asked, places: ranked });
  return readList(input, {
    ...places,
    cursors: rankedCursors,
    weigh: weighIssue,
    read: (keys) => readIssues(db, keys),
  });
}
