import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { CommandError } from '../failure.ts';
import { textOf } from './file-text.ts';

/** A row of a file, and the line at which it begins: a cell may have several. */
export type Row = { line: number; cells: string[] };

/** More than all texts of an issue may have. A quote that nobody closed is not to fill the memory. */
const LONGEST_ROW = 64 * 1024 * 1024;

/**
 * Reads the rows of a CSV file (RFC 4180), the header first, in constant memory. Cells are separated by commas, semicolons
 * or tabs, as the header has them.
 *
 * @throws CommandError when it cannot be read, is not UTF-8, or has a quote that is not closed
 */
export async function* readRows(file: string): AsyncGenerator<Row> {
  const text = textOf(file);
  const first = await text.next();
  const beginning = first.done ? '' : first.value;
  const lines = new WeakMap<string[], number>();
  let line = 1;
  const parser = parse({
    delimiter: delimiterOf(beginning),
    max_record_size: LONGEST_ROW,
    relax_column_count: true,
    // Counted where rows are parsed: those before a fault may never come out.
    on_record(cells: string[]) {
      lines.set(cells, line);
      line += 1 + cells.reduce((sum, cell) => sum + breaksIn(cell), 0);
      return cells.length > 1 || cells[0] !== '' ? cells : null;
    },
  });
  pipeline(Readable.from(joined(beginning, text)), parser, () => undefined); // what it fails with comes out of the loop
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { line: lines.get(cells) ?? line, cells };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const remedy = 'see that each quote in a cell is doubled, and that the last one is closed';
    throw new CommandError(`${file}:${line}: it cannot be read as CSV from here on: ${remedy} (${error.message})`);
  }
}

/** Counted here, because csv-parse counts a CRLF in a cell twice. */
function breaksIn(cell: string): number {
  return cell.match(/\r\n|\r|\n/g)?.length ?? 0;
}

async function* joined(beginning: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield beginning;
  yield* rest;
}

function delimiterOf(beginning: string): string {
  const header = beginning.split(/\r|\n/, 1)[0] ?? '';
  const countOf = (character: string) => header.split(character).length;
  return [',', ';', '\t'].reduce((one, other) => (countOf(other) > countOf(one) ? other : one));
}
