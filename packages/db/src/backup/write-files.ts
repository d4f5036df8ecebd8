import { createHash } from 'node:crypto';
import type { Database, Reader } from '../database.ts';
import type { StartProgress } from '../move/fill.ts';
import type { MovedTable } from '../move/tables.ts';
import { type AttachedFile, type FilesContent, toLine } from './format.ts';
import { addTo, noFiles } from './read-files.ts';

/** Answers with the content of a file by its id, or with undefined when the store does not have it. */
export type ReadFile = (id: string) => Promise<AsyncIterable<Uint8Array> | undefined>;

/** Bytes of a content on one line, at most. */
const PIECE_BYTES = 192 * 1024;

/** All files that are attached, the oldest first; none where the database is older than files are. */
export async function listFiles(db: Reader, ours: MovedTable[]): Promise<AttachedFile[]> {
  if (!ours.some(({ name }) => name === 'attachment')) return [];
  return db.selectFrom('attachment').select(['id', 'filename', 'size', 'sha256']).orderBy('id').execute();
}

type Writing = {
  from: Pick<Database, 'read'>;
  readFile: ReadFile;
  startProgress: StartProgress;
  onMissingFile?: ((file: AttachedFile) => void) | undefined;
};

/**
 * The lines of these files, and in the end what they were. One that was deleted since the rows were read is missing as
 * well, but nobody is told of it.
 */
export async function* linesOfFiles(files: AttachedFile[], writing: Writing): AsyncGenerator<string, FilesContent> {
  const found = noFiles();
  const progress = writing.startProgress({ total: files.length, noun: 'attached files' });
  try {
    yield toLine({ files: files.length });
    for (const file of files) {
      const content = await writing.readFile(file.id);
      if (content) yield* linesOf(file, { content, found });
      else yield await missing(file, { ...writing, found });
      progress.advance(1);
    }
  } finally {
    progress.stop();
  }
  return found;
}

async function missing(file: AttachedFile, { from, onMissingFile, found }: Writing & { found: FilesContent }) {
  found.missing.push(file);
  const row = await from.read.selectFrom('attachment').select('id').where('id', '=', file.id).executeTakeFirst();
  if (row) onMissingFile?.(file);
  return toLine({ ...file, is_missing: true });
}

type Content = { content: AsyncIterable<Uint8Array>; found: FilesContent };

async function* linesOf(file: AttachedFile, { content, found }: Content): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  yield toLine(file);
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.length;
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      yield toLine(Buffer.from(chunk.subarray(at, at + PIECE_BYTES)).toString('base64'));
    }
  }
  const end = { bytes, sha256: hash.digest('hex') };
  addTo(found, file, end);
  yield toLine(end);
}
