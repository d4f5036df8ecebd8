// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { describeError } from '../../src/core/errors.ts';
import { byName, byPosition, byTime, offsetOf, sizeOf, toTotal } from '../../src/core/pagination.ts';

const position = { created_at: '2026-01-31T09:30:00.000Z', id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13' };

const inTime = byTime('issues');

const base64 = (text: string) => Buffer.from(text).toString('base64url');

function refusal(cursor: string, { decode } = inTime as { decode(cursor: string): unknown }) {
  try {
    decode(cursor);
  } catch (error) {
    return describeError(error);
  }
  return undefined;
}

test('reads a cursor back as it was written, in characters that a URL takes', () => {
  const cursor = inTime.encode(position);
  expect(cursor).toMatch(/^[\w-]+$/);
  expect(inTime.decode(cursor)).toEqual(position);
});

test.each([
  '',
  'garbage',
  '!!!',
  base64(''),
  base64(position.id),
  base64(`issues ${position.created_at} ${position.id} `),
  base64(`${position.created_at} ${position.id}`),
  base64(`issues ${position.created_at} 1 or 1=1`),
  base64(`issues yesterday ${position.id}`),
  base64(`issues 2026-02-30T09:30:00.000Z ${position.id}`),
  base64(`issues 2026-01-31T:..:..:..:..Z ${position.id}`),
  base64(`issues 0000-01-31T09:30:00.000Z ${position.id}`),
  base64(`issues 2026-${"'".repeat(19)}Z ${position.id}`),
  base64(`issues 2026-${'\0'.repeat(19)}Z ${position.id}`),
  base64(JSON.stringify(position)),
  inTime.encode(position).slice(1),
  byTime('comments').encode(position),
])('refuses "%s" as a cursor', (cursor) => {
  expect(refusal(cursor)).toMatchObject({
    code: 'validation_failed',
    status: 422,
    errors: [{ path: 'cursor', code: 'invalid_cursor' }],
  });
});

test('reads 20 items unless told otherwise, and prefers `size` to `limit`', () => {
  expect([sizeOf({}), sizeOf({ limit: 5 }), sizeOf({ size: 3, limit: 5 })]).toEqual([20, 5, 3]);
  expect(offsetOf({ page: 3, limit: 5 })).toBe(10);
});

test.each([
  [0, { total: 0, total_is_capped: false }],
  [10_000, { total: 10_000, total_is_capped: false }],
  [10_001, { total: 10_000, total_is_capped: true }],
])('answers %i items with the total %j', (count, total) => {
  expect(toTotal(count)).toEqual(total);
});

test('lets pages begin before the 10,000th item, and names the cursor to whoever goes further', () => {
  expect(offsetOf({ page: 100, size: 100 })).toBe(9900);
  expect(offsetOf({ page: 334, size: 30 })).toBe(9990);
  const beyond = { decode: () => offsetOf({ page: 101, size: 100 }) };
  expect(refusal('', beyond)).toMatchObject({ status: 422, errors: [{ path: 'page', code: 'page_too_far' }] });
  expect(refusal('', beyond)?.errors?.[0]?.message).toMatch(/`cursor`/);
});

const byOrder = byPosition('events');

test('reads a cursor of each kind of list back, and none of another kind', () => {
  const name = { name_key: 'ß 👾 with a blank' };
  expect(byName.decode(byName.encode(name))).toEqual(name);
  expect(byOrder.decode(byOrder.encode({ position: 7 }))).toEqual({ position: 7 });
  const cursors = [inTime.encode(position), byOrder.encode({ position: 7 }), byName.encode(name)];
  for (const [at, kind] of [inTime, byOrder, byName].entries()) {
    for (const cursor of [
      ...cursors.toSpliced(at, 1),
      base64('events at -1'),
      base64('name '),
      base64('name a\0b'),
      'made up',
    ]) {
      expect(refusal(cursor, kind)).toMatchObject({ status: 422, errors: [{ path: 'cursor' }] });
    }
  }
});

test('says of a cursor of another list that it is one, such as of the comments on another issue', () => {
  const [comments, others] = [byTime('comments-on-1'), byTime('comments-on-2')];
  const [events, otherEvents] = [byPosition('events-of-1'), byPosition('events-of-2')];
  for (const refused of [
    refusal(comments.encode(position), others),
    refusal(events.encode({ position: 7 }), otherEvents),
  ]) {
    expect(refused).toMatchObject({ status: 422, errors: [{ path: 'cursor', code: 'invalid_cursor' }] });
    expect(refused?.errors?.[0]?.message).toContain('A cursor of another list');
  }
});
