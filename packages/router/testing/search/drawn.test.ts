// A query finds what a look at each issue finds, in the same order, on every page.

import { expect, test } from 'vitest';
import { isLong } from '../../../../tests/faults/figures.ts';
import { drawing } from '../issue/drawing.ts';
import { openCorpus } from './corpus.ts';
import { drawQuery } from './drawn-searches.ts';
import { foundBy } from './model.ts';

/** The long form takes most of an hour where two engines share two cores. */
const TIMEOUT = { timeout: isLong ? 7_200_000 : 120_000 };

/** In the short form, so that most answers have several pages. */
const SIZE = isLong ? 100 : 50;

const { issues, queries } = isLong ? { issues: 2000, queries: 5000 } : { issues: 200, queries: 80 };

const { docket, written } = await openCorpus(issues);
const seenBy = {
  ada: written,
  bob: written.filter(({ issue }) => issue.project.key !== 'OPS'),
};
const WHO = ['ada', 'bob'] as const;

type Page = { items: { key: string }[]; next_cursor: string | null };

async function readByCursor(read: (range: { size: number; cursor?: string }) => Promise<Page>): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { items, next_cursor } = await read({ size: SIZE, ...(cursor && { cursor }) });
    keys.push(...items.map(({ key }) => key));
    cursor = next_cursor;
  }
  return keys;
}

const draw = drawing(1990);
const drawn = Array.from({ length: queries }, () => drawQuery(draw));

test('finds what a look at each issue finds, in the same order, in searches and lists', TIMEOUT, async () => {
  const sizes = { empty: 0, some: 0 };
  for (const [at, q] of drawn.entries()) {
    const who = WHO[at % 2] ?? 'ada';
    const { search, issue } = docket.caller({ user: who });
    const padded = `${q} status:open,in_progress,closed`; // so that it may be as short and as long as it likes
    const expected = foundBy(padded, seenBy[who], who).map(({ key }) => key);
    sizes[expected.length > 0 ? 'some' : 'empty'] += 1;
    expect(await readByCursor((range) => search.issues({ q: padded, ...range })), `${who}: ${q}`).toEqual(expected);
    const { items, total = 0, total_is_capped } = await search.issues({ q: padded, size: 3, page: 2 });
    const keys = expected.slice(3, 6);
    // Of more hits than are looked at one by one, a page and a total may lack some.
    const isMany = total_is_capped && issues > 1000;
    expect({ keys: items.map(({ key }) => key), total, total_is_capped }, `${who}: ${q}`).toEqual({
      keys: isMany ? keys.slice(0, items.length) : keys,
      total: isMany ? Math.min(total, expected.length) : expected.length,
      total_is_capped: isMany,
    });
    const listed = foundBy(q, seenBy[who], who, 'list').map(({ key }) => key);
    expect(await readByCursor((range) => issue.list({ q, ...range })), `${who}: ${q}`).toEqual(listed);
  }
  expect(sizes.some).toBeGreaterThan(queries / 4);
  expect(sizes.empty).toBeGreaterThan(queries / 20);
});
