import { type By, requireUser, type SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { recordEvents } from '../../../core/events.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { fileBytes, type Place } from '../queries/places.ts';
import { type AttachmentRow, toAttachments } from '../queries/rows.ts';
import type { Attachment } from '../schema/attachment.ts';
import { countFiles } from './count.ts';
import { forgetLooseFiles } from './loose.ts';

/** A file that is in the store. */
export type KeptFile = Pick<AttachmentRow, 'id' | 'filename' | 'size' | 'content_type' | 'sha256'>;

type Attaching = { place: Place; files: readonly KeptFile[]; quota: number };

/**
 * Attaches files that are in the store.
 *
 * @throws AppError `too_many_files`, `file_quota_exceeded`
 */
export async function attachFiles(
  db: ActorWriter,
  { place, files, quota }: Attaching,
  { actor, at }: By<SignedInActor>,
): Promise<Attachment[]> {
  const uploader_id = requireUser(actor).id;
  const { issue, comment_id } = place;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (files.length > place.files) throw new AppError('too_many_files');
  if ((await fileBytes(db, issue.project_id)) + bytes > quota) throw new AppError('file_quota_exceeded');
  const rows = files.map((file) => ({ ...file, issue_id: issue.id, comment_id, uploader_id, created_at: at }));
  await db.insertInto('attachment').values(rows).execute();
  await forgetLooseFiles(
    db,
    files.map(({ id }) => id),
  );
  await countFiles(db, { issue_id: issue.id, project_id: issue.project_id, files: files.length, bytes });
  await recordEvents(
    db,
    files.map(({ id, filename }) => ({
      type: 'attachment.created' as const,
      subject_id: issue.id,
      project_id: issue.project_id,
      actor,
      at,
      data: {
        attachment_id: id,
        ...(comment_id !== null && { comment_id }),
        changes: [{ field: 'filename', from: null, to: filename }],
      },
    })),
  );
  return toAttachments(db, rows);
}
