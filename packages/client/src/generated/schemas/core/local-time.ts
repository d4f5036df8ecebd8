// Generated from the router by `pnpm generate`. Do not edit.

export function isTimeZone(zone: string): boolean {
  return /^[a-z]/i.test(zone) && nameKnownTo(zone) !== undefined;
}

function nameKnownTo(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
