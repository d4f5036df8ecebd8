// Generated from the router by `pnpm generate`. Do not edit.

export const MINUTE_MS = 60_000;

export const HOUR_MS = /* @__PURE__ */ (() => (60 * MINUTE_MS))();

export const DAY_MS = /* @__PURE__ */ (() => (24 * HOUR_MS))();

export function later(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString();
}

const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d|60)(?:\.(\d+))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const IS_STORED = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

export function toUtc(text: string): string | undefined {
  if (IS_STORED.test(text)) return text;
  const [, day, minute, second, fraction = '', zone = ''] = RFC_3339.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const isLeap = second === '60';
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const time = Date.parse(`${day}T${minute}:${isLeap ? '59' : second}.${milliseconds}${zone.toUpperCase()}`);
  const utc = new Date(isLeap ? time + 1000 : time).toISOString();
  return /^(?!0000)\d{4}-/.test(utc) ? utc : undefined;
}

function isDay(day: string): boolean {
  const at = new Date(day);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
