/** As many as one answer may have. */
const MOST_AT_ONCE = 100;

type List = { items: unknown[]; size: number; next_cursor: string | null } & Partial<
  Record<'total' | 'total_is_capped' | 'page' | 'pages', unknown>
>;

/** A list of as many items as the limit says, over all the answers that they take. */
export async function wholeList(
  call: (input: unknown) => Promise<unknown>,
  input: Record<string, unknown>,
): Promise<unknown> {
  const { limit, ...others } = input;
  if (typeof limit !== 'number' || limit <= MOST_AT_ONCE || others['size'] !== undefined) return call(input);
  const first = (await call({ ...others, limit: MOST_AT_ONCE })) as List;
  // As in every answer that goes on from a cursor, there are no pages.
  const { total: _total, total_is_capped: _capped, page: _page, pages: _pages, ...list } = first;
  const whole = { ...list, items: [...first.items] };
  while (whole.next_cursor !== null && whole.items.length < limit) {
    const { page: _, ...filter } = others;
    const most = Math.min(MOST_AT_ONCE, limit - whole.items.length);
    const next = (await call({ ...filter, limit: most, cursor: whole.next_cursor })) as List;
    whole.items.push(...next.items);
    whole.next_cursor = next.next_cursor;
  }
  return { ...whole, size: whole.items.length };
}
