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
