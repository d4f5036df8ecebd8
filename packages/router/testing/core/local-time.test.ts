import { expect, test } from 'vitest';
import { endOfQuiet, isTimeZone, nextTime } from '../../src/core/local-time.ts';

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Asia/Kathmandu', true],
  ['Mars/Base', false],
  ['', false],
])('%s is a time zone: %s', (zone, is) => {
  expect(isTimeZone(zone)).toBe(is);
});

test.each([
  ['the next day', '2026-01-31T09:30:00.000Z', { time: '08:00', zone: 'UTC' }, '2026-02-01T08:00:00.000Z'],
  ['later on the same', '2026-01-31T07:59:59.999Z', { time: '08:00', zone: 'UTC' }, '2026-01-31T08:00:00.000Z'],
  ['not now', '2026-01-31T08:00:00.000Z', { time: '08:00', zone: 'UTC' }, '2026-02-01T08:00:00.000Z'],
  ['a Monday', '2026-01-31T09:30:00.000Z', { time: '08:00', zone: 'UTC', weekday: 1 }, '2026-02-02T08:00:00.000Z'],
  ['a quarter off', '2026-01-31T09:30:00.000Z', { time: '08:00', zone: 'Asia/Kathmandu' }, '2026-02-01T02:15:00.000Z'],
  [
    'ahead by a day',
    '2026-01-31T09:30:00.000Z',
    { time: '08:00', zone: 'Pacific/Kiritimati' },
    '2026-01-31T18:00:00.000Z',
  ],
  [
    'a time that is left out',
    '2026-03-29T00:00:00.000Z',
    { time: '02:30', zone: 'Europe/Berlin' },
    '2026-03-29T01:30:00.000Z',
  ],
  [
    'a time that comes twice',
    '2026-10-24T23:00:00.000Z',
    { time: '02:30', zone: 'Europe/Berlin' },
    '2026-10-25T00:30:00.000Z',
  ],
  ['and not again', '2026-10-25T00:30:00.000Z', { time: '02:30', zone: 'Europe/Berlin' }, '2026-10-26T01:30:00.000Z'],
  [
    'the day after',
    '2026-03-08T13:00:00.000Z',
    { time: '08:00', zone: 'America/New_York' },
    '2026-03-09T12:00:00.000Z',
  ],
])('the next time: %s', (_, at, asked, next) => {
  expect(nextTime(at, asked)).toBe(next);
});

const night = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
const noon = { from: '12:00', to: '13:00', zone: 'Europe/Berlin' };

test.each([
  ['before', '2026-01-31T20:59:00.000Z', night, undefined],
  ['at its beginning', '2026-01-31T21:00:00.000Z', night, '2026-02-01T06:00:00.000Z'],
  ['after midnight', '2026-02-01T05:59:59.000Z', night, '2026-02-01T06:00:00.000Z'],
  ['at its end', '2026-02-01T06:00:00.000Z', night, undefined],
  ['as clocks are put forward', '2026-03-28T21:30:00.000Z', night, '2026-03-29T05:00:00.000Z'],
  ['as they are put back', '2026-10-24T20:30:00.000Z', night, '2026-10-25T06:00:00.000Z'],
  ['within a day', '2026-07-01T10:30:00.000Z', noon, '2026-07-01T11:00:00.000Z'],
  ['outside of it', '2026-07-01T11:00:00.000Z', noon, undefined],
])('quiet hours: %s', (_, at, hours, end) => {
  expect(endOfQuiet(at, hours)).toBe(end);
});
