// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { nearest } from '../../src/core/nearest.ts';

const known = ['page', 'size', 'status', 'label', 'created_after', 'q'];

test.each([
  ['status', 'status'],
  ['STATUS', 'status'],
  ['statsu', 'status'],
  ['lable', 'label'],
  ['createdAfter', 'created_after'],
  ['created-after', 'created_after'],
  ['label[]', 'label'],
  ['Page', 'page'],
  ['pages', 'page'],
])('%s is near to %s', (given, meant) => {
  expect(nearest(given, known)).toBe(meant);
});

test.each(['x', '', '_', '[]', 'sort', 'colour', '__proto__', 'x'.repeat(15_000)])(
  'nothing is near to "%s"',
  (given) => {
    expect(nearest(given, known)).toBeUndefined();
  },
);

test('nothing is near where nothing is known', () => {
  expect(nearest('status', [])).toBeUndefined();
});

test('another word for a thing leads to it, if it is known here', () => {
  const synonyms = { status: ['state', 'open'], label: ['tag'] };
  expect(nearest('tag', known, { synonyms })).toBe('label');
  expect(nearest('tag', ['status'], { synonyms })).toBeUndefined();
});

test('takes fewer slips where it is told so: names of settings are long, and others have settings, too', () => {
  const settings = ['DATABASE_URL', 'HOST', 'PORT'];
  const within = (given: string) => nearest(given, settings, { tolerance: 0.2 });
  expect(['DATABSE_URL', 'DATABASEURL', 'database_url'].map(within)).toEqual(Array(3).fill('DATABASE_URL'));
  expect(['HOSTNAME', 'HOME', 'SHELL', 'REPORT'].map(within)).toEqual(Array(4).fill(undefined));
});
