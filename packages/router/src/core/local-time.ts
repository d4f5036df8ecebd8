// Times of day as people have them, where clocks are put forward and back.

import { DAY_MS, MINUTE_MS } from './time.ts';

/** A zone of the IANA database, such as `Europe/Berlin`. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
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

/**
 * The first moment after `at` when clocks in a zone show this time, on one of these weekdays. A time that clocks leave out
 * when they are put forward is as late as it would have been; of one that comes twice it is the first.
 */
export function nextTime(
  at: string,
  { time, zone, weekday }: { time: string; zone: string; weekday?: number },
): string {
  const { day } = localTime(at, zone);
  for (let ahead = -1; ; ahead += 1) {
    const date = new Date(Date.parse(day) + ahead * DAY_MS).toISOString().slice(0, 10);
    const moment = momentOf(`${date}T${time}`, zone);
    const isMeant = weekday === undefined || localTime(moment, zone).weekday === weekday;
    if (isMeant && moment > at) return moment;
  }
}

/** Until when no mail is to be sent, where `at` is in the quiet hours; else undefined. Those may go over midnight. */
export function endOfQuiet(
  at: string,
  { from, to, zone }: { from: string; to: string; zone: string },
): string | undefined {
  const { time } = localTime(at, zone);
  const isQuiet = from <= to ? from <= time && time < to : from <= time || time < to;
  return isQuiet ? nextTime(at, { time: to, zone }) : undefined;
}

/** The first moment of a local time. Both readings of it are tried: with the distance to UTC of the day before and after. */
function momentOf(local: string, zone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  const readings = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - offsetAt(near, zone));
  const exact = readings.filter((moment) => moment + offsetAt(moment, zone) === asUtc);
  return new Date(Math.min(...(exact.length > 0 ? exact : [Math.max(...readings)]))).toISOString();
}

/** How far clocks of a zone are before UTC then, in milliseconds. */
function offsetAt(moment: number, zone: string): number {
  const whole = Math.floor(moment / MINUTE_MS) * MINUTE_MS;
  const { day, time } = localTime(new Date(whole).toISOString(), zone);
  return Date.parse(`${day}T${time}Z`) - whole;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const [date, numeric] = ['2-digit', 'numeric'] as const;
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: numeric,
    month: date,
    day: date,
    hour: date,
    minute: date,
  });
  formats.set(zone, format);
  return format;
}
