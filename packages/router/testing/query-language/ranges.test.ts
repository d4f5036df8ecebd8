// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { countsIn, daysIn, timesIn } from '../../src/query-language/ranges.ts';

const day = (text: string) => `${text}T00:00:00.000Z`;

test.each([
  ['2026-01-31', { from: day('2026-01-31'), until: day('2026-02-01') }],
  ['>=2026-01-31', { from: day('2026-01-31') }],
  ['>2026-01-31', { from: day('2026-02-01') }],
  ['<2026-01-31', { until: day('2026-01-31') }],
  ['<=2026-01-31', { until: day('2026-02-01') }],
  ['2026-01-01..2026-01-31', { from: day('2026-01-01'), until: day('2026-02-01') }],
  ['*..2026-01-31', { until: day('2026-02-01') }],
  ['2026-01-31..*', { from: day('2026-01-31') }],
  ['>=2026-01-31T10:30:00+01:00', { from: '2026-01-31T09:30:00.000Z' }],
  ['>2026-01-31T09:30:00.123456Z', { from: '2026-01-31T09:30:00.124Z' }],
  ['9999-12-31', { from: day('9999-12-31'), until: '9999-12-31T24:00:00.000Z' }],
  ['*..*', undefined],
  ['*', undefined],
  ['>=', undefined],
  ['2026-02-30', undefined],
  ['2026-1-1', undefined],
  ['yesterday', undefined],
  ['>=2026-01-01..2026-01-31', undefined],
])('the times of %s', (text, range) => {
  expect(timesIn(text)).toEqual(range);
});

test.each([
  ['2026-01-31', { from: '2026-01-31', until: '2026-02-01' }],
  ['>2026-01-31', { from: '2026-02-01' }],
  ['<=2026-01-31', { until: '2026-02-01' }],
  ['2026-01-01..2026-01-31', { from: '2026-01-01', until: '2026-02-01' }],
  ['9999-12-31', { from: '9999-12-31', until: '9999-12-32' }],
  ['2026-02-30', undefined],
  ['2026-01-31T09:30:00Z', undefined],
  ['soon', undefined],
])('the days of %s', (text, range) => {
  expect(daysIn(text)).toEqual(range);
});

test.each([
  ['10', { from: 10, until: 11 }],
  ['>10', { from: 11 }],
  ['>=10', { from: 10 }],
  ['<10', { until: 10 }],
  ['<=10', { until: 11 }],
  ['1..5', { from: 1, until: 6 }],
  ['5..*', { from: 5 }],
  ['5..1', { from: 5, until: 2 }],
  ['1e9', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['9999999999', undefined],
])('the numbers of %s', (text, range) => {
  expect(countsIn(text)).toEqual(range);
});
