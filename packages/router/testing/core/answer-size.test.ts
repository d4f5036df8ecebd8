import { expect, test } from 'vitest';
import { readFitting } from '../../src/core/answer-size.ts';

const keys = Array.from({ length: 100 }, (_, key) => key);

/** Items with a text of so many characters, and the keys that were read together. */
function reading(length: number, character = 'a') {
  const reads: number[][] = [];
  const read = async (some: number[]) => {
    reads.push(some);
    return some.map((key) => ({ key, text: character.repeat(length) }));
  };
  return { reads, read };
}

test('reads all items that are small in two turns', async () => {
  const { reads, read } = reading(1000);
  const { items, keys: count } = await readFitting(keys, read);
  expect([items.map(({ key }) => key), count]).toEqual([keys, 100]);
  expect(reads.map((some) => some.length)).toEqual([20, 80]);
});

test.each([
  ['a', 1],
  ['\u{1f511}', 4],
  ['"', 2],
  ['\u0001', 6],
])('stops before a megabyte of %j, and reads little more than it shows', async (character, bytes) => {
  const { reads, read } = reading(20_000, character);
  const { items, keys: count } = await readFitting(keys, read);
  expect(items.length).toBe(Math.floor(1_000_000 / (20_000 * bytes + 10)));
  expect(count).toBe(items.length);
  expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThan(1_010_000);
  expect(reads.flat().length).toBeLessThan(items.length + 20);
});

test('shows one item, however long it is', async () => {
  const { read } = reading(2_000_000);
  const { items, keys: count } = await readFitting(keys, read);
  expect([items.length, count]).toEqual([1, 1]);
});

test('passes over items that are gone', async () => {
  const read = async (some: number[]) => some.filter((key) => key % 2 === 0);
  expect(await readFitting(keys, read)).toEqual({ items: keys.filter((key) => key % 2 === 0), keys: 100 });
});
