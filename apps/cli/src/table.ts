import { createRequire } from 'node:module';
import { plain } from './io.ts';

const require = createRequire(import.meta.url);

/** Columns of a text on a terminal. What counts them takes long to load, and is not asked about plain ASCII. */
function stringWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  const { default: count } = require('string-width') as typeof import('string-width');
  return count(text);
}

const GAP = 2;

/** No column gets narrower than this to make room for others. */
const NARROWEST = 8;

/** Rows as aligned columns. Where a line may have only so many columns, the widest are cut. */
export function formatTable(rows: readonly (readonly string[])[], width?: number): string {
  const cells = rows.map((row) => row.map(plain));
  const natural = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))));
  const widths = width === undefined ? natural : shrink(natural, width);
  return cells
    .map((row) =>
      row
        .map((cell, column) => pad(cut(cell, widths[column] ?? 0), widths[column] ?? 0))
        .join(' '.repeat(GAP))
        .trimEnd(),
    )
    .join('\n');
}

/** Takes what is too much from the widest columns. */
function shrink(natural: number[], width: number): number[] {
  const widths = [...natural];
  let tooMuch = widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1) - width;
  for (; tooMuch > 0; tooMuch--) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

/** The beginning of a text, with an ellipsis where the rest does not fit. */
function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** `padEnd` counts UTF-16 units, and a label may be an emoji. */
function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - stringWidth(cell)));
}
