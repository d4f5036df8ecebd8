import { expect, test } from 'vitest';
import { describeError } from '../../src/core/errors.ts';
import { decodeCursor, encodeCursor, offsetOf, sizeOf, toPage } from '../../src/core/pagination.ts';

const position = { created_at: '2026-01-31T09:30:00.000Z', id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13' };

const base64 = (text: string) => Buffer.from(text).toString('base64url');

function refusal(cursor: string) {
  try {
    decodeCursor(cursor);
  } catch (error) {
    return describeError(error);
  }
  return undefined;
}

test('reads a cursor back as it was written, in characters that a URL takes', () => {
  const cursor = encodeCursor(position);
  expect(cursor).toMatch(/^[\w-]+$/);
  expect(decodeCursor(cursor)).toEqual(position);
});

test.each([
  '',
  'garbage',
  '!!!',
  base64(''),
  base64(position.id),
  base64(`${position.created_at} ${position.id} `),
  base64(`${position.created_at} 1 or 1=1`),
  base64(`yesterday ${position.id}`),
  base64(`2026-02-30T09:30:00.000Z ${position.id}`),
  base64(`2026-01-31T:..:..:..:..Z ${position.id}`),
  base64(`0000-01-31T09:30:00.000Z ${position.id}`),
  base64(`2026-${"'".repeat(19)}Z ${position.id}`),
  base64(`2026-${'\0'.repeat(19)}Z ${position.id}`),
  base64(JSON.stringify(position)),
  encodeCursor(position).slice(1),
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
  [0, 0],
  [20, 1],
  [21, 2],
])('counts for %i items %i pages', (total, pages) => {
  expect(toPage({ page: 1 }, [], total)).toEqual({ items: [], total, page: 1, size: 20, pages });
});
