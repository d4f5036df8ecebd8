import { AppError } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { Attachment } from '../schema/attachment.ts';
import { type AttachmentRow, COLUMNS, toAttachments } from './rows.ts';

/** @throws AppError `attachment_not_found` */
export async function getAttachment(db: ActorReader, id: string): Promise<Attachment> {
  const [attachment] = await toAttachments(db, [await getAttachmentRow(db, id)]);
  if (!attachment) throw new AppError('attachment_not_found');
  return attachment;
}

/**
 * The row of a file on an issue that is not in the bin.
 *
 * @throws AppError `attachment_not_found`
 */
export async function getAttachmentRow(db: ActorReader, id: string): Promise<AttachmentRow & { project_id: string }> {
  const row = await db
    .attachments()
    .select(COLUMNS)
    .select('issue.project_id')
    .where('attachment.id', '=', id)
    .executeTakeFirst();
  if (!row) throw new AppError('attachment_not_found');
  db.look(row.project_id);
  return row;
}
