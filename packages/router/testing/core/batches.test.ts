// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { batches } from '../../src/core/batches.ts';

test.each([
  [0, []],
  [1, [1]],
  [7, [4, 2, 1]],
  [8, [8]],
  [20, [8, 8, 4]],
])('takes a list of %i apart in sizes that are powers of two, none above the most', (length, sizes) => {
  const rows = Array.from({ length }, (_, at) => at);
  const parts = [...batches(rows, { most: 8 })];
  expect(parts.map((part) => part.length)).toEqual(sizes);
  expect(parts.flat()).toEqual(rows);
});
