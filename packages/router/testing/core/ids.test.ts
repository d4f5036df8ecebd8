// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { isId, newId } from '../../src/core/ids.ts';

test('ids that are made in one millisecond sort as they were made', () => {
  const ids = Array.from({ length: 1000 }, newId);
  expect(ids.every(isId)).toBe(true);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(['', 'me', '42', '01a1fe39-c624-711d-8341-af170505c23', 'g1a1fe39-c624-711d-8341-af170505c23c'])(
  '%j has not the form of an id',
  (text) => {
    expect(isId(text)).toBe(false);
  },
);
