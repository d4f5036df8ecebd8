import type { SignedInActor } from '../../../core/actor.ts';
import { AppError, invalidInput } from '../../../core/errors.ts';
import { logFault } from '../../../core/fault-log.ts';
import { newId } from '../../../core/ids.ts';
import { DAY_MS, later } from '../../../core/time.ts';
import type { UploadContext } from '../../../core/upload.ts';
import { contentTypeOf } from '../../../files/content-type.ts';
import { measured } from '../../../files/measured.ts';
import type { KeptFile } from '../commands/attach.ts';
import { forgetLooseFiles, noteLooseFile } from '../commands/loose.ts';
import { filename as filenameSchema } from '../schema/attachment.ts';

type Bounds = {
  /** How many files there may be. */
  most: number;
  /** How many bytes they may have together. */
  room: number;
};

/**
 * Writes the files of a call into the store, one after another as they come: all of them, or none.
 *
 * @throws AppError `too_many_files`, `file_too_large`, `file_quota_exceeded`, `validation_failed`, `unavailable`
 */
export async function keepFiles(ctx: UploadContext<SignedInActor>, bounds: Bounds): Promise<KeptFile[]> {
  const noted: string[] = [];
  try {
    const files = await keepAll(ctx, { ...bounds, noted });
    if (files.length === 0) throw invalidInput('files', 'Must have at least one file', 'too_small');
    return files;
  } catch (error) {
    await letGo(ctx, noted);
    throw error;
  }
}

export type ReadFile = Pick<KeptFile, 'filename' | 'sha256'>;

/**
 * Reads the files of a repeat, and writes nothing.
 *
 * @throws AppError `too_many_files`, `file_too_large`, `validation_failed`
 */
export async function readFiles(ctx: UploadContext<SignedInActor>, most: number): Promise<ReadFile[]> {
  const read: ReadFile[] = [];
  for await (const file of ctx.files) {
    if (read.length === most) throw tooMany(most);
    const filename = nameOf(file.filename, read.length);
    const { content, measure } = measured(file.content, refuseLarge(ctx.settings.FILE_MAX));
    for await (const _ of content);
    read.push({ filename, sha256: measure().sha256 });
  }
  return read;
}

async function keepAll(
  ctx: UploadContext<SignedInActor>,
  { noted, most, room }: Bounds & { noted: string[] },
): Promise<KeptFile[]> {
  const files: KeptFile[] = [];
  let left = room;
  for await (const file of ctx.files) {
    if (files.length === most) throw tooMany(most);
    const filename = nameOf(file.filename, files.length);
    const id = newId();
    await ctx.db.write((db) => noteLooseFile(db, { id, due_at: later(ctx.at, DAY_MS) }));
    noted.push(id);
    const { content, measure } = measured(file.content, refuseLarge(ctx.settings.FILE_MAX, left));
    await ctx.store.write(id, content);
    const { size, sha256, head } = measure();
    files.push({ id, filename, size, sha256, content_type: await contentTypeOf(head) });
    left -= size;
  }
  return files;
}

function tooMany(most: number): AppError {
  return new AppError('too_many_files', { detail: `At most ${most} files at once here` });
}

/** What a file is called, without folders, which some clients send along. */
function nameOf(sent: string, at: number): string {
  const parsed = filenameSchema.safeParse(sent.replace(/^.*[/\\]/s, '').replace(/^\.*$/, ''));
  if (parsed.success) return parsed.data;
  const [{ message, code } = { message: 'Invalid name', code: 'custom' }] = parsed.error.issues;
  throw invalidInput(`files.${at}.filename`, message, code);
}

function refuseLarge(fileMax: number, room = Number.POSITIVE_INFINITY): (bytes: number) => void {
  return (bytes) => {
    if (bytes > fileMax) throw new AppError('file_too_large', { detail: `A file has at most ${fileMax} bytes here` });
    if (bytes > room) throw new AppError('file_quota_exceeded');
  };
}

/** Takes files out of the store again. Those that stay there are noted, and go later. */
export async function letGo({ db, store, request }: UploadContext<SignedInActor>, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    for (const id of ids) await store.delete(id);
    await db.write((writer) => forgetLooseFiles(writer, ids));
  } catch (error) {
    if (!(error instanceof AppError)) logFault(request.log, error, { work: 'an upload that failed' });
  }
}
