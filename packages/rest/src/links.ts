/** The answer of a list, as far as its links go. A cursor is base64url, and stands in a link as it is. */
export type List = { page?: number; pages?: number; next_cursor?: string | null };

/** By relation: what each link has as the value of the parameter that they differ in. */
type Links = Record<string, number | string>;

/**
 * Each link repeats the query, so that a long one comes back four times and escaped. Clients and
 * proxies refuse an answer whose header has more than 4 to 16 KB.
 */
const MAX_LENGTH = 2000;

/**
 * The `Link` header (RFC 8288) of a list: `first`, `prev` and `last` of pages, and the `next`, which goes on from a
 * cursor: whatever is written meanwhile, it leaves out nothing and doubles nothing. Undefined when there is nothing to
 * link to, or the links are too long for a header.
 *
 * @param base where callers reach us, with a slash at its end
 * @param url the path and query that were asked for
 */
export function linkHeader({ base, url }: { base: string; url: string }, list: List): string | undefined {
  const { page, pages, next_cursor } = list;
  const asked = split(url);
  const header = [
    ...(page !== undefined && pages !== undefined ? linksOf(around(asked, 'page'), pageLinks(page, pages)) : []),
    ...(next_cursor ? linksOf(around(asked, 'cursor'), { next: next_cursor }) : []),
  ].map((link) => `<${base}${link}`);
  const text = header.join(', ');
  return text && text.length <= MAX_LENGTH ? text : undefined;
}

function pageLinks(page: number, pages: number): Links {
  return {
    first: 1,
    ...(page > 1 && { prev: Math.min(page - 1, Math.max(pages, 1)) }),
    ...(pages > 0 && { last: pages }),
  };
}

function linksOf([before, after]: [string, string], links: Links): string[] {
  return Object.entries(links).map(([rel, value]) => `${before}${value}${after}>; rel="${rel}"`);
}

type Address = Pick<URL, 'pathname' | 'search'>;

/**
 * Path and query on both sides of the value of a parameter, so that the query is parsed and written once for all links
 * that differ in it. Of page and cursor the other one is left out.
 */
function around({ pathname, search }: Address, parameter: 'page' | 'cursor'): [string, string] {
  if (search === '') return [`${pathname.slice(1)}?${parameter}=`, ''];
  const query = new URLSearchParams(search);
  query.delete(parameter === 'page' ? 'cursor' : 'page');
  query.set(parameter, ''); // now it is there once
  const text = `&${query}`;
  const end = text.indexOf(`&${parameter}=`) + parameter.length + 2;
  return [`${pathname.slice(1)}?${text.slice(1, end)}`, text.slice(end)];
}

/** A path as our routes have them, and any query. */
const USUAL = /^(\/\w[\w/-]*)(\?[^#]*)?$/;

function split(url: string): Address {
  const [, pathname, search = ''] = USUAL.exec(url) ?? [];
  return pathname === undefined ? new URL(url, 'http://path.only') : { pathname, search };
}
