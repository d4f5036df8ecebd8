// Times of day as people have them, where clocks are put forward and back.

import { DAY_MS, MINUTE_MS } from './time.ts';

/** A zone of the IANA database, such as `Europe/Berlin`, in whichever case. A distance to UTC such as `+05:30` is none. */
export function isTimeZone(zone: string): boolean {
  return /^[a-z]/i.test(zone) && nameKnownTo(zone) !== undefined;
}

/** A zone as the database spells it, as far as that is known: of `asia/kathmandu` it may give another name alone. */
export function zoneName(zone: string): string {
  const known = nameKnownTo(zone);
  return known?.toLowerCase() === zone.toLowerCase() ? known : zone;
}

/** What this engine calls a zone; undefined where it knows none. */
function nameKnownTo(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** What clocks in a zone show: the day such as `2026-01-31`, its weekday from 0 (Sunday), and the time such as `09:30`. */
type LocalTime = { day: string; weekday: number; time: string };

function localTime(at: string, zone: string): LocalTime {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(Date.parse(at))
      .map(({ type, value }) => [type, value]),
  );
  const day = `${parts['year']}-${parts['month']}-${parts['day']}`;
  return { day, weekday: new Date(day).getUTCDay(), time: `${parts['hour']}:${parts['minute']}` };
}

type Asked = { time: string; zone: string; weekday?: number };

/**
 * The first moment after `at` when clocks in a zone show this time, on one of these weekdays. A time that clocks leave out
 * when they are put forward is as late as it would have been; of one that comes twice it is the first.
 */
export function nextTime(at: string, { time, zone, weekday }: Asked): string {
  return nextMoment(at, { time, zone }, (local) => {
    const [first = ''] = momentsOf(local, zone);
    return weekday === undefined || localTime(first, zone).weekday === weekday ? [first] : [];
  });
}

/** Until when no mail is to be sent, where `at` is in the quiet hours; else undefined. Those may go over midnight. */
export function endOfQuiet(
  at: string,
  { from, to, zone }: { from: string; to: string; zone: string },
): string | undefined {
  const { time } = localTime(at, zone);
  const isQuiet = from <= to ? from <= time && time < to : from <= time || time < to;
  // Where the end comes twice, each of the two ends what was quiet before it.
  return isQuiet ? nextMoment(at, { time: to, zone }, (local) => momentsOf(local, zone)) : undefined;
}

/** The first moment after `at` of those that a time is meant to be at, day by day. */
function nextMoment(at: string, { time, zone }: Asked, meant: (local: string) => string[]): string {
  const { day } = localTime(at, zone);
  for (let ahead = -1; ; ahead += 1) {
    const date = new Date(Date.parse(day) + ahead * DAY_MS).toISOString().slice(0, 10);
    const next = meant(`${date}T${time}`).find((moment) => moment > at);
    if (next !== undefined) return next;
  }
}

/** The moments of a local time, in order. Both readings of it are tried: with the distance to UTC of the day before and after. */
function momentsOf(local: string, zone: string): string[] {
  const asUtc = Date.parse(`${local}Z`);
  const readings = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - offsetAt(near, zone));
  const exact = readings.filter((moment) => moment + offsetAt(moment, zone) === asUtc);
  return (exact.length > 0 ? exact : [Math.max(...readings)])
    .map((moment) => new Date(moment).toISOString())
    .toSorted();
}

/** How far clocks of a zone are before UTC then, in milliseconds. */
function offsetAt(moment: number, zone: string): number {
  const whole = Math.floor(moment / MINUTE_MS) * MINUTE_MS;
  const { day, time } = localTime(new Date(whole).toISOString(), zone);
  return Date.parse(`${day}T${time}Z`) - whole;
}

/** Each takes some memory, and users name the zones. */
const MOST_FORMATS = 100;

/** By the names of zones in lower case: `EUROPE/berlin` is the same zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const key = zone.toLowerCase();
  const known = formats.get(key);
  if (known) return known;
  const format = newFormat(zone);
  const [oldest] = formats.keys();
  if (formats.size >= MOST_FORMATS && oldest !== undefined) formats.delete(oldest);
  formats.set(key, format);
  return format;
}

/** A zone that this engine does not know, such as one that another wrote before a restore, is taken for UTC. */
function newFormat(zone: string): Intl.DateTimeFormat {
  const [date, numeric] = ['2-digit', 'numeric'] as const;
  return new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: nameKnownTo(zone) ?? 'UTC',
    hourCycle: 'h23',
    year: numeric,
    month: date,
    day: date,
    hour: date,
    minute: date,
  });
}
