import { expect, test } from 'vitest';
import { readDate, readDay, UNCLEAR } from '../../src/import/dates.ts';

const UTC = { time_zone: 'UTC' };

test.each([
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T09:30:00.123456Z', '2026-01-31T09:30:00.123Z'],
  ['2026-01-31T09:30:00.000+0100', '2026-01-31T08:30:00.000Z'],
  ['2026-01-31 09:30:00+01:00', '2026-01-31T08:30:00.000Z'],
  ['2026/1/31 9:30', '2026-01-31T09:30:00.000Z'],
  ['31/Jan/26 9:30 AM', '2026-01-31T09:30:00.000Z'],
  ['31/Jan/26 12:05 AM', '2026-01-31T00:05:00.000Z'],
  ['31/Jan/26 12:05 p.m.', '2026-01-31T12:05:00.000Z'],
  ['31-Jan-2026', '2026-01-31T00:00:00.000Z'],
  ['31 January 2026, 21:30', '2026-01-31T21:30:00.000Z'],
  ['Jan 31, 2026, 9:30 PM', '2026-01-31T21:30:00.000Z'],
  ['Sat Jan 31 2026 09:30:00 GMT+0100 (Central European Standard Time)', '2026-01-31T08:30:00.000Z'],
  ['Sat Jan 31 2026 09:30:00 GMT+0000 (GMT)', '2026-01-31T09:30:00.000Z'],
  ['31.01.2026 09:30', '2026-01-31T09:30:00.000Z'],
  ['6/21/2025 16:14', '2025-06-21T16:14:00.000Z'],
  ['31/Dec/99', '1999-12-31T00:00:00.000Z'],
])('reads "%s"', (text, time) => {
  expect(readDate(text, UTC)).toBe(time);
});

test.each(['', 'soon', '30/Feb/26', '31/Foo/26', '2026-01-31T25:00', '2026-13-01', '45321', '1;2'])(
  'takes "%s" for no time',
  (text) => {
    expect(readDate(text, UTC)).toBeUndefined();
  },
);

test('reads the day that is written, wherever it begins earlier', () => {
  expect(readDay('2026-01-31T00:00:00+13:00', UTC)).toBe('2026-01-31');
  expect(readDay('31/Jan/26 12:00 AM', { time_zone: 'Europe/Berlin' })).toBe('2026-01-31');
  expect(readDay('01/02/2026', UTC)).toBe(UNCLEAR);
  expect(readDay('soon', UTC)).toBeUndefined();
});

test('asks whether the day comes first where that is not clear', () => {
  expect(readDate('01/02/2026', UTC)).toBe(UNCLEAR);
  expect(readDate('01/02/2026', { ...UTC, day_first: true })).toBe('2026-02-01T00:00:00.000Z');
  expect(readDate('01/02/2026', { ...UTC, day_first: false })).toBe('2026-01-02T00:00:00.000Z');
});

test('reads times without an offset by the clocks of a zone, in summer and in winter', () => {
  const berlin = { time_zone: 'Europe/Berlin' };
  expect(readDate('31/Jan/26 9:30 AM', berlin)).toBe('2026-01-31T08:30:00.000Z');
  expect(readDate('31/Jul/26 9:30 AM', berlin)).toBe('2026-07-31T07:30:00.000Z');
  expect(readDate('29/Mar/26 1:59 AM', berlin)).toBe('2026-03-29T00:59:00.000Z');
  expect(readDate('29/Mar/26 3:00 AM', berlin)).toBe('2026-03-29T01:00:00.000Z');
  expect(readDate('2026-07-31T09:30Z', berlin)).toBe('2026-07-31T09:30:00.000Z');
});
