// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { bytesOf, mostBytes, readFitting } from '../../src/core/answer-size.ts';

const keys = Array.from({ length: 100 }, (_, key) => key);

type Item = { key: number; text: string };

/** Items with a text of so many characters, and the keys that were read together. */
function reading(length: number, character = 'x') {
  const reads: number[][] = [];
  const itemOf = (key: number): Item => ({ key, text: character.repeat(length) });
  const read = async (some: number[]) => {
    reads.push(some);
    return some.map(itemOf);
  };
  return { reads, itemOf, source: { read, weigh: ({ text }: Item) => mostBytes(text) } };
}

test('reads all items that are small in two turns', async () => {
  const { reads, itemOf, source } = reading(1000);
  expect(await readFitting(keys, source)).toEqual({ items: keys.map(itemOf), keys: 100 });
  expect(reads.map((some) => some.length)).toEqual([20, 80]);
});

test.each([
  ['x', 1],
  ['"', 2],
  ['語', 3],
  ['\u0001', 6],
])('stops before a megabyte, and reads little more than it shows: %j', async (character, bytes) => {
  const { reads, itemOf, source } = reading(20_000 / bytes, character);
  const { items, keys: read } = await readFitting(keys, source);
  expect(items).toEqual(keys.slice(0, read).map(itemOf));
  expect(bytesOf(items)).toBeLessThan(1_000_000);
  expect(bytesOf(items)).toBeGreaterThan(950_000);
  expect(reads.flat()).toHaveLength(60);
});

test('shows one item, however long it is', async () => {
  const { itemOf, source } = reading(2_000_000);
  expect(await readFitting(keys, source)).toEqual({ items: [itemOf(0)], keys: 1 });
});

test('reads everything at once where no text is long', async () => {
  const { reads, itemOf, source } = reading(0);
  expect(await readFitting(keys, { read: source.read })).toEqual({ items: keys.map(itemOf), keys: 100 });
  expect(reads).toEqual([keys]);
});

test('counts every character where an answer is shared', async () => {
  const { source } = reading(100, '語');
  const { items } = await readFitting(keys, source, 10_000);
  expect(bytesOf(items)).toBeLessThan(10_000);
  expect(bytesOf(items)).toBeGreaterThan(9000);
});

test('passes over items that are gone', async () => {
  const { itemOf, source } = reading(30_000);
  const read = (some: number[]) => source.read(some.filter((key) => key % 2 === 0));
  expect(await readFitting(keys, { ...source, read })).toEqual({
    items: keys.filter((key) => key % 2 === 0).map(itemOf),
    keys: 100,
  });
});
