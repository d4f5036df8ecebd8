import { openAsBlob, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { SentFile } from '@docket/router';
import { CommandError } from './failure.ts';
import type { Io } from './io.ts';
import { STREAM } from './save.ts';

/**
 * Files of this machine, and standard input where the word is `-`, to be read piece by piece when they are sent.
 *
 * @param name what standard input is called
 * @throws CommandError for one that is not there, before anything is sent
 */
export async function filesNamed(io: Io, words: readonly string[], name = 'stdin'): Promise<SentFile[]> {
  if (words.filter((word) => word === STREAM).length > 1)
    throw new CommandError('There is one standard input: name it once');
  return Promise.all(words.map((word) => fileNamed(io, word, name)));
}

async function fileNamed(io: Io, word: string, name: string): Promise<SentFile> {
  if (word === STREAM) return { filename: name, content: bytesOf(io) };
  const found = statSync(word, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new CommandError(`${word} is no file: check the path`);
  try {
    return { filename: basename(word), content: await openAsBlob(word) };
  } catch (error) {
    throw new CommandError(`${word} cannot be read: check the path (${(error as Error).message})`);
  }
}

async function* bytesOf(io: Io): AsyncGenerator<Uint8Array> {
  for await (const chunk of io.stdin) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
