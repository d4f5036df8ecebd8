import stringWidth from 'string-width';
import { plain } from './io.ts';

/** Rows as aligned columns. The last column may be as wide as it likes. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(plain));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))));
  return cells
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `padEnd` counts UTF-16 units, and a label may be an emoji. */
function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - stringWidth(cell));
}
