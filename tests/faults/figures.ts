// How hard the faults hit, and what was counted meanwhile.

// biome-ignore lint/style/noProcessEnv: a setting of the tests, not of Docket
const size = process.env['FAULTS'];

/** FAULTS=long makes the faults that docs/operating.md quotes; without it they are short, as in every run of the suite. */
export const isLong = size === 'long';

/** Prints what was counted while a fault was there. */
export function printFigures(fault: string, figures: Record<string, number | string>): void {
  const said = Object.entries(figures).map(([name, value]) => `${name} ${format(value)}`);
  process.stdout.write(`${fault}: ${said.join(', ')}\n`);
}

function format(value: number | string): string {
  if (typeof value === 'string') return value;
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 });
}

/** The value below which this share of all lies. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
