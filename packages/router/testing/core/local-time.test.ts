import { expect, test, vi } from 'vitest';
import { endOfQuiet, isTimeZone, nextTime, zoneName } from '../../src/core/local-time.ts';

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Asia/Kathmandu', true],
  ['Mars/Base', false],
  ['europe/BERLIN', true],
  ['Etc/GMT+5', true],
  ['+05:30', false],
  ['-08', false],
  ['', false],
])('%s is a time zone: %s', (zone, is) => {
  expect(isTimeZone(zone)).toBe(is);
});

test('spells a zone as the database does, and takes no other name for it', () => {
  expect(['europe/BERLIN', 'utc', 'Asia/Kathmandu', 'Mars/Base'].map(zoneName)).toEqual([
    'Europe/Berlin',
    'UTC',
    'Asia/Kathmandu',
    'Mars/Base',
  ]);
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
const twice = { from: '22:00', to: '02:30', zone: 'Europe/Berlin' };
const lordHowe = { from: '22:00', to: '01:50', zone: 'Australia/Lord_Howe' };
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
  ['until a time that comes twice, before it', '2026-10-25T00:15:00.000Z', twice, '2026-10-25T00:30:00.000Z'],
  ['between the two', '2026-10-25T00:45:00.000Z', twice, undefined],
  ['when it comes again', '2026-10-25T01:15:00.000Z', twice, '2026-10-25T01:30:00.000Z'],
  ['after both', '2026-10-25T01:30:00.000Z', twice, undefined],
  ['where half an hour comes twice', '2026-04-04T15:10:00.000Z', lordHowe, '2026-04-04T15:20:00.000Z'],
])('quiet hours: %s', (_, at, hours, end) => {
  expect(endOfQuiet(at, hours)).toBe(end);
});

test('a zone that is not known here is taken for UTC', () => {
  const at = '2026-01-31T09:30:00.000Z';
  expect(nextTime(at, { time: '08:00', zone: 'Mars/Base' })).toBe('2026-02-01T08:00:00.000Z');
  expect(endOfQuiet(at, { from: '09:00', to: '10:00', zone: 'Mars/Base' })).toBe('2026-01-31T10:00:00.000Z');
});

/** How many formats are made, as `work` asks for the time in some zones. */
function madeIn(work: () => void): number {
  const made = vi.spyOn(Intl, 'DateTimeFormat');
  try {
    work();
    return made.mock.calls.filter(([, options]) => options?.hourCycle === 'h23').length;
  } finally {
    made.mockRestore();
  }
}

test('keeps what it has made for a zone, however that is spelt, and not for ever more of them', () => {
  const ask = (...zones: string[]) =>
    madeIn(() => {
      for (const zone of zones) nextTime('2026-01-31T09:30:00.000Z', { time: '08:00', zone });
    });
  expect(ask('Africa/Abidjan', 'africa/abidjan', 'AFRICA/ABIDJAN')).toBe(1);
  const others = Array.from({ length: 100 }, (_, at) => `Mars/Base_${at}`);
  expect(ask(...others)).toBe(100);
  expect(ask('Mars/base_99', 'Africa/Abidjan')).toBe(1);
});
