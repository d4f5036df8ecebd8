/** The answer of a list, as far as its links go. A cursor is base64url, and stands in a link as it is. */
export type List = { items: unknown[]; page?: number; size: number; pages?: number; next_cursor?: string | null };

/** By relation: what each link has as the value of the parameter that they differ in. */
type Links = Record<string, number | string>;

/**
 * Each link repeats the query, so that a long one comes back four times and escaped. Clients and
 * proxies refuse an answer whose header has more than 4 to 16 KB.
 */
const MAX_LENGTH = 2000;

/**
 * The `Link` header (RFC 8288) of a list: `first`, `prev`, `next` and `last` of pages, or the `next` of a cursor, also
 * where pages end and the list does not. Undefined when there is nothing to link to, or the links are too long for a
 * header.
 *
 * @param url the path and query that were asked for
 */
export function linkHeader(url: string, { items, page, size, pages, next_cursor }: List): string | undefined {
  const paged = page !== undefined && pages !== undefined ? pageLinks(page, pages) : {};
  // The next page would leave out what did not fit into this one.
  const goesByCursor = next_cursor && (paged['next'] === undefined || items.length < size);
  const { next: _, ...others } = paged;
  const header = [
    ...linksOf(url, 'page', goesByCursor ? others : paged),
    ...(goesByCursor ? linksOf(url, 'cursor', { next: next_cursor }) : []),
  ].join(', ');
  return header && header.length <= MAX_LENGTH ? header : undefined;
}

function pageLinks(page: number, pages: number): Links {
  return {
    first: 1,
    ...(page > 1 && { prev: Math.min(page - 1, Math.max(pages, 1)) }),
    ...(page < pages && { next: page + 1 }),
    ...(pages > 0 && { last: pages }),
  };
}

function linksOf(url: string, parameter: string, links: Links): string[] {
  const [before, after] = around(url, parameter);
  return Object.entries(links).map(([rel, value]) => `<${before}${value}${after}>; rel="${rel}"`);
}

/** Path and query on both sides of the parameter's value, so that the query is parsed and written only once. */
function around(url: string, parameter: string): [string, string] {
  const { pathname, search } = split(url);
  const query = new URLSearchParams(search);
  query.set(parameter, ''); // now it is there once
  const text = `&${query}`;
  const end = text.indexOf(`&${parameter}=`) + parameter.length + 2;
  return [`${pathname}?${text.slice(1, end)}`, text.slice(end)];
}

/** A path as our routes have them, and any query. */
const USUAL = /^(\/\w[\w/-]*)(\?[^#]*)?$/;

function split(url: string): Pick<URL, 'pathname' | 'search'> {
  const [, pathname, search = ''] = USUAL.exec(url) ?? [];
  return pathname === undefined ? new URL(url, 'http://path.only') : { pathname, search };
}
