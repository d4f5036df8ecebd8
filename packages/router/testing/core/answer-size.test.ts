import { expect, test } from 'vitest';
import { readFitting } from '../../src/core/answer-size.ts';

const keys = Array.from({ length: 100 }, (_, key) => key);

/** Items of so many bytes, and the keys that were read together. */
function reading(bytes: number) {
  const reads: number[][] = [];
  const read = async (some: number[]) => {
    reads.push(some);
    return some;
  };
  return { reads, read, weigh: () => bytes };
}

test('reads all items that are small in two turns', async () => {
  const { reads, ...source } = reading(1000);
  expect(await readFitting(keys, source)).toEqual({ items: keys, keys: 100 });
  expect(reads.map((some) => some.length)).toEqual([20, 80]);
});

test('stops before a megabyte, and reads little more than it shows', async () => {
  const { reads, ...source } = reading(20_000);
  expect(await readFitting(keys, source)).toEqual({ items: keys.slice(0, 50), keys: 50 });
  expect(reads.flat()).toHaveLength(60);
});

test('shows one item, however long it is', async () => {
  const { reads: _, ...source } = reading(2_000_000);
  expect(await readFitting(keys, source)).toEqual({ items: [0], keys: 1 });
});

test('reads everything at once where no text is long', async () => {
  const { reads, read } = reading(0);
  expect(await readFitting(keys, { read })).toEqual({ items: keys, keys: 100 });
  expect(reads).toEqual([keys]);
});

test('passes over items that are gone', async () => {
  const read = async (some: number[]) => some.filter((key) => key % 2 === 0);
  const weigh = () => 30_000;
  expect(await readFitting(keys, { read, weigh })).toEqual({ items: keys.filter((key) => key % 2 === 0), keys: 100 });
});
