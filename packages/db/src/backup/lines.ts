import { damaged } from './container.ts';

/** The lines of a backup, one after another. */
export type Lines = AsyncGenerator<string, void>;

/** A row is far shorter. Whoever has a file made that has no line breaks gets no more of our memory. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * The lines of a text, some at a time.
 *
 * @throws DatabaseError when it is no UTF-8, or a line has no end or no bounds
 */
export async function* linesIn(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let begun: string[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    const text = decode(() => decoder.decode(chunk, { stream: true }), name);
    begun.push(text);
    length += text.length;
    if (length > LONGEST_LINE) throw damaged(name, 'a line is too long');
    if (!text.includes('\n')) continue;
    const lines = begun.join('').split('\n');
    const rest = lines.pop() ?? '';
    begun = [rest];
    length = rest.length;
    yield lines;
  }
  decode(() => decoder.decode(), name);
  if (length > 0) throw damaged(name, 'its last line has no end');
}

function decode(read: () => string, name: string): string {
  try {
    return read();
  } catch {
    throw damaged(name, 'it is no UTF-8');
  }
}

export async function* oneByOne(batches: AsyncIterable<string[]>): Lines {
  for await (const batch of batches) yield* batch;
}

/** @throws DatabaseError when there is none */
export async function nextLine(lines: Lines, name: string): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw damaged(name, 'its end is missing');
  return value;
}

/** What a line says; undefined when it is no JSON. */
export function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
