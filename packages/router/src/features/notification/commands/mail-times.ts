import { endOfQuiet, nextTime } from '../../../core/local-time.ts';
import { later, MINUTE_MS } from '../../../core/time.ts';
import type { SettingsRow } from '../queries/settings.ts';

/** A mail waits until nothing more has happened for this long, */
const QUIET_MS = 2 * MINUTE_MS;

/** but no longer than this. */
const LONGEST_MS = 10 * MINUTE_MS;

const MONDAY = 1;

/** When it is to be mailed, and how long that may be put off by what happens after it. */
export type MailTimes = { mail_due_at: string; mail_latest_at: string };

/** When that is mailed which happened from `first` to `last`; undefined: it is not. */
export function mailTimes(
  { mail, time_zone: zone, digest_time: time }: SettingsRow,
  { first, last }: { first: string; last: string },
): MailTimes | undefined {
  if (mail === 'off') return undefined;
  if (mail === 'each') {
    const latest = later(first, LONGEST_MS);
    const [due = latest] = [later(last, QUIET_MS), latest].toSorted();
    return { mail_due_at: due, mail_latest_at: latest };
  }
  const due = nextTime(first, { time, zone, ...(mail === 'weekly' && { weekday: MONDAY }) });
  return { mail_due_at: due, mail_latest_at: due };
}

/** Until when no mail is sent to a user; undefined: it can be sent now. */
export function quietUntil({ quiet_from, quiet_to, time_zone: zone }: SettingsRow, at: string): string | undefined {
  if (quiet_from === null || quiet_to === null) return undefined;
  return endOfQuiet(at, { from: quiet_from, to: quiet_to, zone });
}
