import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Download } from '@docket/router';
import { CommandError } from './failure.ts';
import { type Io, printLine } from './io.ts';
import { explainWriteError, writeNewFile } from './new-file.ts';
import { progressOf } from './progress.ts';

/** Standard output, as people write it in place of a file. */
export const STREAM = '-';

/** A content that was written down. */
export type Saved = { file: string; bytes: number };

/**
 * Writes a content into a new file, all of it or none, or to standard output.
 *
 * @throws CommandError when the file is there and may not be replaced, or cannot be written
 */
export async function save(io: Io, download: Download, to: { file: string; mayReplace: boolean }): Promise<Saved> {
  const { file } = to;
  if (file === STREAM) {
    const bytes = await write(io, download, { to: io.stdout, isLast: false }).catch((error: unknown) => {
      throw explainWriteError('Standard output', error);
    });
    return { file, bytes };
  }
  const bytes = await writeNewFile(to, {
    write: (stream) => write(io, download, { to: stream, isLast: true }),
    check: async () => undefined, // a content that broke off has thrown
  });
  return { file, bytes };
}

/** Standard output stays open for what else is to be said. */
async function write(
  io: Io,
  { content, size }: Download,
  { to, isLast }: { to: Writable; isLast: boolean },
): Promise<number> {
  const counter = counterOf(io, size, isLast);
  const count = new Transform({
    transform(piece: Buffer, _encoding, done) {
      counter.add(piece.length);
      done(null, piece);
    },
  });
  try {
    await pipeline(Readable.from(content, { objectMode: false }), count, to, { end: false });
  } catch (error) {
    throw brokenOff(error);
  } finally {
    counter.stop();
  }
  return counter.bytes();
}

/** What `fetch` says of a content that ends before its time tells people nothing. */
function brokenOff(error: unknown): unknown {
  const isCut = error instanceof TypeError && /^(terminated|fetch failed)$/.test(error.message);
  return isCut ? new CommandError('The server ended the content before it was whole: try again') : error;
}

const SHOWN_EVERY_MS = 200;
const MB = 1_000_000;

/** Counts bytes, and shows them on a terminal: as a bar where it is known how many there are. */
function counterOf(io: Io, size: number | undefined, isShown: boolean) {
  let bytes = 0;
  let shownAt = 0;
  const { stderr } = io;
  const isCounted = isShown && stderr.isTTY && size === undefined;
  const bar = isShown && size !== undefined ? progressOf(io, 'Downloading')({ total: size, noun: 'bytes' }) : undefined;
  return {
    bytes: () => bytes,
    add(more: number) {
      bytes += more;
      bar?.advance(more);
      if (!isCounted || performance.now() - shownAt < SHOWN_EVERY_MS) return;
      shownAt = performance.now();
      stderr.write(`\r${(bytes / MB).toFixed(1)} MB`);
    },
    stop() {
      bar?.stop();
      if (isCounted && shownAt > 0) printLine(stderr, '');
    },
  };
}
