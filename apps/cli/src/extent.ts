import { count } from './io.ts';

export type Extent = {
  items: readonly unknown[];
  total?: number | undefined;
  total_is_capped?: boolean | undefined;
  page?: number | undefined;
  pages?: number | undefined;
  next_cursor: string | null;
};

/** Says how much of a list is shown, and how to see more of it. */
export function describeExtent(list: Extent, noun: string): string {
  const { items, total, total_is_capped, page = 1, pages = 1, next_cursor } = list;
  if (total === undefined) return `${count(items.length, noun)}${moreBy(next_cursor)}`;
  if (total_is_capped) return `${items.length} of ${count(total, noun)} or more (page ${page})${moreBy(next_cursor)}`;
  if (total === 0) return `No ${noun} matches.`;
  if (page > pages) return `There is no page ${page}: the last one is ${pages}.`;
  const more = page < pages ? `; --page ${page + 1} shows more` : '';
  return `${items.length} of ${count(total, noun)} (page ${page} of ${pages}${more})`;
}

function moreBy(next_cursor: string | null): string {
  return next_cursor === null ? '' : `; --cursor ${next_cursor} shows more`;
}
