// Generated from the router by `pnpm generate`. Do not edit.

export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

const formats = /* @__PURE__ */ (() => (new Map<string, Intl.DateTimeFormat>()))();

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
