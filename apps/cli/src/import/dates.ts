/** How the times of a file are read that do not say all of it themselves. */
export type DateForm = {
  /** Such as `Europe/Berlin`, for times without an offset. */
  time_zone: string;
  /** What comes first in `01/02/2026`. Undefined: nobody has said it. */
  day_first?: boolean | undefined;
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const CLOCK = String.raw`(?:[T ,]+(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?\s*(?<half>[AaPp]\.?[Mm]\.?)?)?`;

const OFFSET = String.raw`\s*(?<offset>Z|z|UTC|(?:GMT|UTC)?[+-]\d\d:?\d\d|GMT)?(?:\s*\([^)]*\))?`;

const FORMS = [
  // 2026-01-31T09:30:00.000+0100, 2026-01-31 09:30
  String.raw`(?<year>\d{4})[-/.](?<number>\d{1,2})[-/.](?<day>\d{1,2})`,
  // 31/Jan/26, 31 January 2026
  String.raw`(?<day>\d{1,2})[-/. ]+(?<name>[A-Za-z]{3,9})[-/., ]+(?<year>\d{4}|\d\d)`,
  // Sat Jan 31 2026, January 31, 2026
  String.raw`(?:[A-Za-z]{3,9},? )?(?<name>[A-Za-z]{3,9}) (?<day>\d{1,2}),? (?<year>\d{4})`,
  // 31.01.2026
  String.raw`(?<day>\d{1,2})\.(?<number>\d{1,2})\.(?<year>\d{4}|\d\d)`,
  // 31/01/2026 or 01/31/2026
  String.raw`(?<first>\d{1,2})[-/](?<second_>\d{1,2})[-/](?<year>\d{4}|\d\d)`,
].map((form) => new RegExp(`^${form}${CLOCK}${OFFSET}$`));

/** Either of the two may be the month. */
export const UNCLEAR = Symbol('unclear');

/**
 * A time as other trackers and spreadsheets write it, in UTC with milliseconds. Undefined for what is none, and `UNCLEAR`
 * for a day of which nobody has said whether the month comes first.
 */
export function readDate(text: string, form: DateForm): string | typeof UNCLEAR | undefined {
  const parts = partsOf(text);
  return parts && timeOf(parts, form);
}

/** The day that is written, whatever day that is in UTC. Else as `readDate`. */
export function readDay(text: string, form: DateForm): string | typeof UNCLEAR | undefined {
  const parts = partsOf(text);
  const time = parts && timeOf({ ...parts, offset: 'Z' }, form);
  return typeof time === 'string' ? time.slice(0, 'YYYY-MM-DD'.length) : time;
}

function partsOf(text: string): Parts | undefined {
  for (const pattern of FORMS) {
    const parts = pattern.exec(text.trim())?.groups;
    if (parts) return parts;
  }
  return undefined;
}

type Parts = Partial<Record<string, string>>;

function timeOf(parts: Parts, form: DateForm): string | typeof UNCLEAR | undefined {
  const date = dateOf(parts, form);
  if (date === undefined || date === UNCLEAR) return date;
  const { year, month, day } = date;
  const hour = hourOf(parts);
  const [minute, second] = [Number(parts['minute'] ?? 0), Number(parts['second'] ?? 0)];
  const milliseconds = Number((parts['fraction'] ?? '').slice(0, 3).padEnd(3, '0'));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const read = new Date(wall);
  const isSame = read.getUTCMonth() === month - 1 && read.getUTCDate() === day; // not so the 30th of February
  if (!isSame || hour > 23 || minute > 59 || second > 59 || year < 1) return undefined;
  return new Date(wall - offsetOf(parts['offset'], wall, form)).toISOString();
}

function dateOf(parts: Parts, { day_first }: DateForm) {
  const { year: digits = '', name, number, first, second_ } = parts;
  const year = digits.length === 2 ? centuryOf(Number(digits)) + Number(digits) : Number(digits);
  if (first !== undefined && second_ !== undefined) {
    const isDayFirst = Number(first) > 12 ? true : Number(second_) > 12 ? false : day_first;
    if (isDayFirst === undefined) return UNCLEAR;
    const [day, month] = isDayFirst ? [first, second_] : [second_, first];
    return { year, month: Number(month), day: Number(day) };
  }
  const month = name === undefined ? Number(number) : MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? undefined : { year, month, day: Number(parts['day']) };
}

/** As spreadsheets read two digits: nobody tracked issues before 1970. */
function centuryOf(digits: number): number {
  return digits < 70 ? 2000 : 1900;
}

function hourOf({ hour = '0', half }: Parts): number {
  if (half === undefined) return Number(hour);
  return (Number(hour) % 12) + (/^p/i.test(half) ? 12 : 0);
}

/** Milliseconds by which the clock on the wall is ahead of UTC. */
function offsetOf(offset: string | undefined, wall: number, { time_zone }: DateForm): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(offset ?? '') ?? [];
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  if (offset !== undefined || time_zone === 'UTC') return 0;
  // Twice, because the first guess may be on the other side of a change of the clocks.
  return zoneOffset(wall - zoneOffset(wall, time_zone), time_zone);
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>();

function zoneOffset(time: number, timeZone: string): number {
  const options = { timeZone, hourCycle: 'h23', era: 'short' } as const;
  const digits = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const clock =
    CLOCKS.get(timeZone) ??
    new Intl.DateTimeFormat('en', { ...options, ...digits, hour: 'numeric', minute: 'numeric', second: 'numeric' });
  CLOCKS.set(timeZone, clock);
  const parts = Object.fromEntries(clock.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
}
