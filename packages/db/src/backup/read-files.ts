import { createHash } from 'node:crypto';
import type { StartProgress } from '../move/fill.ts';
import { damaged } from './container.ts';
import {
  type AttachedFile,
  type End,
  type FileEnd,
  type FileHead,
  type FilesContent,
  type FilesHead,
  hasShape,
} from './format.ts';
import { type Lines, nextLine, parseLine } from './lines.ts';

/** An attached file of a backup. `content` is to be read to its end, or not at all; without one, the store lacked it. */
export type FilePart = { file: AttachedFile; total: number; content: AsyncIterable<Buffer> | undefined };

/** How far a backup was read: `line` follows the tables. */
export type Reading = { name: string; isWhole: boolean; line: unknown; sums: Pick<End, 'tables' | 'rows'> };

export function noFiles(): FilesContent {
  return { files: 0, bytes: 0, missing: [], changed: [] };
}

/**
 * The files of a backup, and its end. Counts into `found`, which is left out for a backup without files.
 *
 * @throws DatabaseError when anything of it is wrong
 */
export async function* filesIn(lines: Lines, reading: Reading, found?: FilesContent): AsyncGenerator<FilePart> {
  const { name, sums } = reading;
  if (found) yield* partsIn(lines, reading, found);
  const end = { ...sums, ...(found && { files: found.files }) };
  if (!isEnd(reading.line, end) || !(await lines.next()).done) throw damaged(name, 'its end is wrong');
  reading.isWhole = true;
}

async function* partsIn(lines: Lines, reading: Reading, found: FilesContent): AsyncGenerator<FilePart> {
  const { name, line: head } = reading;
  if (!hasShape<FilesHead>(head, { files: 'number' })) throw damaged(name, 'its files are missing');
  for (let left = head.files; left > 0; left -= 1) {
    const line = parseLine(await nextLine(lines, name));
    if (!isFileHead(line)) throw damaged(name, 'a file of it is none');
    const { is_missing: isMissing, ...file } = line;
    if (isMissing) found.missing.push(file);
    const content = isMissing ? undefined : contentIn(lines, { name, file, found });
    yield { file, total: head.files, content };
    if (content) for await (const _ of content); // what nobody wanted is checked as well
  }
  reading.line = parseLine(await nextLine(lines, name));
}

/** A name in a store is made of the id, so it may be nothing but an id. */
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isFileHead(line: unknown): line is FileHead {
  const shape = { id: 'string', filename: 'string', size: 'number', sha256: 'string' } as const;
  return hasShape<FileHead>(line, shape) && ID.test(line.id);
}

type Wanted = { name: string; file: AttachedFile; found: FilesContent };

async function* contentIn(lines: Lines, { name, file, found }: Wanted): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let bytes = 0;
  let line = parseLine(await nextLine(lines, name));
  for (; typeof line === 'string'; line = parseLine(await nextLine(lines, name))) {
    const piece = Buffer.from(line, 'base64');
    bytes += piece.length;
    hash.update(piece);
    yield piece;
  }
  const end = { bytes, sha256: hash.digest('hex') };
  if (!isFileEnd(line, end)) throw damaged(name, `the checksum of the file ${file.id} is wrong`);
  addTo(found, file, end);
}

function isFileEnd(line: unknown, { bytes, sha256 }: FileEnd): boolean {
  if (!hasShape<FileEnd>(line, { bytes: 'number', sha256: 'string' })) return false;
  return line.bytes === bytes && line.sha256 === sha256;
}

/** Counts a file whose content is in the backup. */
export function addTo(found: FilesContent, file: AttachedFile, { bytes, sha256 }: FileEnd): void {
  found.files += 1;
  found.bytes += bytes;
  if (bytes !== file.size || sha256 !== file.sha256) found.changed.push(file);
}

function isEnd(line: unknown, { tables, rows, files }: End): boolean {
  if (!hasShape<End>(line, { tables: 'number', rows: 'number' })) return false;
  return line.tables === tables && line.rows === rows && line.files === files;
}

type Each = { startProgress: StartProgress; noun: string; use?(part: FilePart): Promise<void> };

/** Reads all files, uses each, and shows how far it has come. */
export async function eachFile(files: AsyncIterable<FilePart>, { startProgress, noun, use }: Each): Promise<void> {
  let progress: ReturnType<StartProgress> | undefined;
  try {
    for await (const part of files) {
      progress ??= startProgress({ total: part.total, noun });
      await use?.(part);
      progress.advance(1);
    }
  } finally {
    progress?.stop();
  }
}
