/**
 * The `Link` header (RFC 8288) of a list: `first`, `prev`, `next` and `last` of pages, or the
 * `next` of a cursor. Undefined for an answer that is no list.
 *
 * @param url the path and query that were asked for
 */
export function linkHeader(url: string, answer: unknown): string | undefined {
  if (!isList(answer)) return undefined;
  const { page, pages, next_cursor } = answer;
  const links = page === undefined || pages === undefined ? cursorLinks(next_cursor) : pageLinks(page, pages);
  const header = Object.entries(links).map(([rel, change]) => `<${withQuery(url, change)}>; rel="${rel}"`);
  return header.length > 0 ? header.join(', ') : undefined;
}

type List = { items: unknown[]; page?: number; pages?: number; next_cursor?: string | null };
type QueryChange = { page: number } | { cursor: string };

function isList(answer: unknown): answer is List {
  return typeof answer === 'object' && answer !== null && 'items' in answer && 'size' in answer;
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

function withQuery(url: string, change: QueryChange): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) parameters.set(name, String(value));
  return `${path}?${parameters}`;
}
