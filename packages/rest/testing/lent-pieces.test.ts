// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { giveBack, LentPieces } from '../src/lent-pieces.ts';

const piece = () => new Uint8Array(10);

test('gives back what was sent, and nothing that still waits, in whole or in part', () => {
  const [lent, first, second, third] = [new LentPieces(), piece(), piece(), piece()];
  const lengths = () => [first, second, third].map((one) => one.length);
  lent.add(first, 0);
  lent.add(second, 10);
  expect(lengths()).toEqual([10, 10, 10]);
  lent.add(third, 11);
  expect(lengths()).toEqual([10, 10, 10]);
  lent.add(piece(), 11);
  expect(lengths()).toEqual([0, 10, 10]);
  lent.add(piece(), 0);
  expect(lengths()).toEqual([0, 0, 0]);
});

test('gives nothing back where nobody knows what was sent', () => {
  const [lent, first] = [new LentPieces(), piece()];
  lent.add(first, 0);
  lent.add(piece(), undefined);
  lent.add(piece(), 0);
  expect(first).toHaveLength(10);
});

test('gives nothing back that shares its memory', () => {
  const whole = piece();
  for (const part of [whole.subarray(0, 5), whole.subarray(5)]) giveBack(part);
  expect(whole).toHaveLength(10);
});
