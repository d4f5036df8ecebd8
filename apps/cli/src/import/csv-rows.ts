import { CsvError, parse } from 'csv-parse';
import { plain } from '../io.ts';
import { textOf } from './file-text.ts';

/** A row of a file, and the line at which it begins: a cell may have several. `fault`: it cannot be read, nor what is behind it. */
export type Row = { line: number; cells: string[]; fault?: string };

/** More than all texts of an issue may have. A quote that nobody closed is not to fill the memory. */
const LONGEST_ROW = 64 * 1024 * 1024;

/**
 * Reads the rows of a CSV file (RFC 4180), the header first, in constant memory. Cells are separated by commas, semicolons
 * or tabs, as the header has them.
 *
 * @throws CommandError when it cannot be read, or is not UTF-8
 */
export async function* readRows(file: string): AsyncGenerator<Row> {
  const text = textOf(file);
  const first = await text.next();
  const beginning = first.done ? '' : first.value;
  const ready: Row[] = [];
  let line = 1;
  const parser = parse({
    delimiter: delimiterOf(beginning),
    max_record_size: LONGEST_ROW,
    relax_column_count: true,
    // Kept here: what the parser gives out is lost with a fault behind it.
    on_record(cells: string[]) {
      if (cells.some((cell) => cell.trim() !== '')) ready.push({ line, cells }); // spreadsheets leave such rows
      line += 1 + cells.reduce((sum, cell) => sum + breaksIn(cell), 0);
      return null;
    },
  });
  parser.on('error', () => undefined); // whoever writes is told
  for await (const piece of joined(beginning, text)) {
    const error = await new Promise((told: Told) => parser.write(piece, told));
    yield* ready.splice(0);
    if (error) return yield faultyRow(line, error);
  }
  const error = await new Promise((told: Told) => parser.end(told));
  yield* ready.splice(0);
  if (error) yield faultyRow(line, error);
}

type Told = (error?: Error | null) => void;

function faultyRow(line: number, error: Error): Row {
  if (!(error instanceof CsvError)) throw error;
  const fault = `it cannot be read as CSV from here on: ${FAULTS[error.code] ?? plain(error.message)}`;
  return { line, cells: [], fault };
}

const FAULTS: { [Code in CsvError['code']]?: string } = {
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark in this row is not closed, or the file is cut off',
  INVALID_OPENING_QUOTE: 'a cell with quotation marks must be in such itself, with those in it doubled',
  CSV_INVALID_CLOSING_QUOTE: 'quotation marks in a cell must be doubled',
};

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
