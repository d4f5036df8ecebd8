import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getAttachmentRow } from '../queries/get.ts';
import { countFiles } from './count.ts';
import { noteLooseFile } from './loose.ts';

/**
 * Deletes a file. Nobody finds it from now on; its content is taken out of the store within minutes.
 *
 * @throws AppError `attachment_not_found`, `forbidden`, `project_archived`
 */
export async function deleteAttachment(db: ActorWriter, input: { id: string }, by: By<SignedInActor>): Promise<null> {
  const { actor, at } = by;
  const { id, issue_id, comment_id, project_id, uploader_id, filename, size } = await getAttachmentRow(db, input.id);
  requireRight(db, 'delete_files', { actor, project_id, people: { author_id: uploader_id } });
  await db.deleteFrom('attachment').where('id', '=', id).execute();
  await noteLooseFile(db, { id, due_at: at });
  await countFiles(db, { issue_id, project_id, files: -1, bytes: -size });
  await recordEvent(db, {
    type: 'attachment.deleted',
    subject_id: issue_id,
    project_id,
    actor,
    at,
    data: {
      attachment_id: id,
      ...(comment_id !== null && { comment_id }),
      changes: [{ field: 'filename', from: filename, to: null }],
    },
  });
  return null;
}
