import { createReadStream } from 'node:fs';
import { CommandError } from '../failure.ts';

/** The header of any file that is imported is shorter. */
const PIECE_BYTES = 256 * 1024;

/**
 * Reads a text file in pieces, the first of which holds its header. A byte order mark is left out.
 *
 * @throws CommandError when it cannot be read, or is not UTF-8
 */
export async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isWhole = false;
  try {
    for await (const bytes of createReadStream(file, { highWaterMark: PIECE_BYTES })) {
      yield decoder.decode(bytes as Buffer, { stream: true });
    }
    isWhole = true;
    yield decoder.decode();
  } catch (error) {
    const problem = isWhole ? 'it ends within a character: it was cut off' : 'it is not UTF-8 text: save it as UTF-8';
    if (error instanceof TypeError) throw new CommandError(`${file}: ${problem}`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${file} cannot be read: check the path (${reason})`);
  }
}

/** Its lines, without their ends, and their numbers, from 1. */
export async function* linesOf(file: string): AsyncGenerator<{ line: number; text: string }> {
  let rest = '';
  let line = 0;
  for await (const piece of textOf(file)) {
    const [...lines] = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) yield { line: ++line, text: text.replace(/\r$/, '') };
  }
  if (rest !== '') yield { line: line + 1, text: rest };
}
