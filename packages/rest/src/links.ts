/** The answer of a list, as far as its links go. */
export type List = { page?: number; pages?: number; next_cursor?: string | null };

type QueryChange = { page: number } | { cursor: string };

/**
 * Each link repeats the query, so that a long one comes back four times and escaped. Clients and
 * proxies refuse an answer whose header has more than 4 to 16 KB.
 */
const MAX_LENGTH = 2000;

/**
 * The `Link` header (RFC 8288) of a list: `first`, `prev`, `next` and `last` of pages, or the
 * `next` of a cursor. Undefined when there is nothing to link to, or the links are too long for a header.
 *
 * @param url the path and query that were asked for
 */
export function linkHeader(url: string, { page, pages, next_cursor }: List): string | undefined {
  const links = page === undefined || pages === undefined ? cursorLinks(next_cursor) : pageLinks(page, pages);
  const { pathname, search } = new URL(url, 'http://path.only');
  const query = new URLSearchParams(search); // those of the URL itself would write it anew at each change
  const header = Object.entries(links).map(([rel, change]) => {
    for (const [name, value] of Object.entries(change)) query.set(name, String(value));
    return `<${pathname}?${query}>; rel="${rel}"`;
  });
  const joined = header.join(', ');
  return joined.length > 0 && joined.length <= MAX_LENGTH ? joined : undefined;
}

function pageLinks(page: number, pages: number): Record<string, QueryChange> {
  return {
    first: { page: 1 },
    ...(page > 1 && { prev: { page: Math.min(page - 1, Math.max(pages, 1)) } }),
    ...(page < pages && { next: { page: page + 1 } }),
    ...(pages > 0 && { last: { page: pages } }),
  };
}

function cursorLinks(next_cursor: string | null | undefined): Record<string, QueryChange> {
  return next_cursor ? { next: { cursor: next_cursor } } : {};
}
