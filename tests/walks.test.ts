// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { casesAt, isLong } from './walks.ts';

const cases = ['a', 'b', 'c', 'd', 'e'];

test('every case comes to one of so many places in the short form, and to all in the long one', () => {
  const [first = [], second = [], third = []] = [0, 1, 2].map((place) => casesAt(place, cases));
  expect([...new Set([first, second, third].flat())].sort()).toEqual(cases);
  expect([first, second, third].flat()).toHaveLength(isLong ? 15 : 5);
});

test('of two doors, neighbours take different ones', () => {
  expect([0, 1].flatMap((place) => casesAt(place, ['one', 'other'], 2)).sort()).toEqual(
    isLong ? ['one', 'one', 'other', 'other'] : ['one', 'other'],
  );
});
