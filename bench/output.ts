/** Rows of cells in columns; the first row is the head, and numbers stand to the right. */
export function formatTable(rows: string[][]): string {
  const widths = rows.reduce<number[]>((so, row) => row.map((cell, at) => Math.max(so[at] ?? 0, cell.length)), []);
  const align = (cell: string, at: number) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0));
  return rows.map((row) => row.map(align).join('  ').trimEnd()).join('\n');
}

/** The middle one, or the mean of the two in the middle; NaN of none. */
export function median(numbers: number[]): number {
  const inOrder = numbers.toSorted((one, other) => one - other);
  const middle = (inOrder.length - 1) / 2;
  return ((inOrder[Math.floor(middle)] ?? Number.NaN) + (inOrder[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** The number that so many percent are not above (nearest rank); NaN of none. */
export function percentile(numbers: number[], percent: number): number {
  return numbers.toSorted((one, other) => one - other)[Math.ceil((percent / 100) * numbers.length) - 1] ?? Number.NaN;
}
