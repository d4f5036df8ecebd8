import { createReadStream, existsSync, statSync } from 'node:fs';
import type { Source } from '@docket/router';
import { CommandError } from './failure.ts';
import type { Io } from './io.ts';

/** How a file is named that is standard input or output. */
export const STREAM = '-';

/**
 * A backup in a file, or from standard input.
 *
 * @throws CommandError when there is no such file
 */
export function sourceOf(io: Io, file: string): Source {
  if (file === STREAM) return { name: 'What comes from standard input', open: () => io.stdin };
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}: check the path`);
  return { name: file, open: () => read(file) };
}

/** What comes from a pipe, such as `<(ssh backups cat docket.backup)`, is there only once. */
export function canBeReadAgain(file: string): boolean {
  return file !== STREAM && statSync(file).isFile();
}

async function* read(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file);
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
