/** Rows of cells in columns; the first row is the head, and numbers stand to the right. */
export function formatTable(rows: string[][]): string {
  const widths = rows.reduce<number[]>((so, row) => row.map((cell, at) => Math.max(so[at] ?? 0, cell.length)), []);
  const align = (cell: string, at: number) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0));
  return rows.map((row) => row.map(align).join('  ').trimEnd()).join('\n');
}
