import { MOST_FILTERED, MOST_LOOKED_UP, MOST_LOOKED_UP_IN_ORDER } from '../../../core/schema.ts';
import type { Filter } from './asked.ts';
import { columnsOf } from './conditions.ts';
import { coveredBy } from './walks.ts';
import type { Lead, Way } from './ways.ts';
import { formIn } from './wheres.ts';

type Given = { [Name in keyof (Lead & Filter)]?: unknown };

/** How many issues of a way one call looks at. */
export function budgetOf({ lead, rest, isCollected }: Way): number {
  return isCollected ? MOST_LOOKED_UP : mostLookedAt(looksUp({ ...lead, ...rest }));
}

/** Of a walk in the order of the list, or of a count. */
export function mostLookedAt(looksUpEach: boolean): number {
  return looksUpEach ? MOST_LOOKED_UP_IN_ORDER : MOST_FILTERED;
}

/** Whether the index that is walked has all columns that are asked for. */
export function isCoveredIn(given: Given): boolean {
  const covered = coveredBy(given);
  return columnsOf(given).every((column) => covered.includes(column));
}

/** Whether each issue on the way takes a look at another table. */
export function looksUp(given: Given): boolean {
  return lookUpsOf(given) > 0;
}

/** How many looks at other tables each issue takes at most. */
export function lookUpsOf(given: Given): number {
  const { label_ids, label_groups, assignee_id, has_words } = given as Filter; // lists have a length in a statement that is built, too
  const links = (label_ids?.length ?? 0) + (label_groups?.length ?? 0) + (assignee_id === undefined ? 0 : 1);
  return links + (formIn(given) ? 1 : 0) + (has_words ? 1 : 0) + (isCoveredIn(given) ? 0 : 1);
}
