import type { SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import type { UploadContext } from '../../../core/upload.ts';
import { attachFiles } from '../commands/attach.ts';
import { type FindPlace, fileBytes, onComment, onIssue } from '../queries/places.ts';
import type { Attachment } from '../schema/attachment.ts';
import type { AttachToComment, AttachToIssue } from '../schema/inputs.ts';
import { keepFiles, letGo, type ReadFile, readFiles } from './keep.ts';

type Attached = { items: Attachment[] };

/**
 * Attaches files to an issue: all of them, or none.
 *
 * @throws AppError `issue_not_found`, `user_required`, `forbidden`, `project_archived`, `too_many_files`, `file_too_large`,
 *   `file_quota_exceeded`, `validation_failed` for what they are called, `unavailable` when the store is
 */
export function attachToIssue(ctx: UploadContext<SignedInActor>, { issue_id }: AttachToIssue): Promise<Attached> {
  return attach(ctx, onIssue(issue_id));
}

/** The same for a comment. @throws AppError `comment_not_found`, and what `attachToIssue` throws */
export function attachToComment(ctx: UploadContext<SignedInActor>, { comment_id }: AttachToComment): Promise<Attached> {
  return attach(ctx, onComment(comment_id));
}

async function attach(ctx: UploadContext<SignedInActor>, find: FindPlace): Promise<Attached> {
  if (ctx.isRepeat) return repeat(ctx);
  const { actor, settings } = ctx;
  const quota = settings.FILES_PROJECT_QUOTA;
  // Before a byte of them is read; and again when they are there, which may be hours later.
  const before = await find(ctx.db.read, actor);
  const room = quota - (await fileBytes(ctx.db.read, before.issue.project_id));
  const most = Math.min(settings.FILES_PER_REQUEST, before.files);
  const files = await keepFiles(ctx, { room, most });
  const ids = files.map(({ id }) => id);
  try {
    const attached = await ctx.answer(async (db) => {
      const place = await find(db, actor);
      return { items: await attachFiles(db, { place, files, quota }, ctx) };
    }, sentAs(files));
    await letGoOthers(ctx, ids, attached);
    return attached;
  } catch (error) {
    // When nobody knows whether a transaction was committed, the note of each file does: housekeeping goes by it.
    if (error instanceof AppError) await letGo(ctx, ids);
    throw error;
  }
}

/** Gives what the first call with the key was answered, where this one sends the same files. */
async function repeat(ctx: UploadContext<SignedInActor>): Promise<Attached> {
  const files = await readFiles(ctx, ctx.settings.FILES_PER_REQUEST);
  const refuse = () => Promise.reject(new AppError('unavailable')); // the key has expired since it was looked for
  return ctx.answer(refuse, sentAs(files));
}

/** What tells files apart. */
function sentAs(files: readonly ReadFile[]): [filename: string, sha256: string][] {
  return files.map(({ filename, sha256 }) => [filename, sha256]);
}

/** Of calls with one key at one time, the first attaches its files. */
async function letGoOthers(ctx: UploadContext<SignedInActor>, ids: string[], { items }: Attached): Promise<void> {
  const attached = new Set(items.map(({ id }) => id));
  await letGo(
    ctx,
    ids.filter((id) => !attached.has(id)),
  );
}
