import { byTime, inOrderOf, type List, readList, toTotal } from '../../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import type { Attachment } from '../schema/attachment.ts';
import type { ListAttachments } from '../schema/inputs.ts';
import { COLUMNS, toAttachments, weighAttachment } from './rows.ts';

/**
 * The files on an issue and on its comments, the oldest first.
 *
 * @throws AppError `issue_not_found`
 */
export async function listAttachments(db: ActorReader, input: ListAttachments): Promise<List<Attachment>> {
  const issue = await getIssueRow(db, input.issue_id);
  const places = walkIndex(db, {
    cursors: byTime(`attachments-of-${issue.id}`),
    walk: (after) =>
      db.attachmentsOf(issue).select(['created_at', 'id']).where(comesAfter(after)).orderBy('created_at').orderBy('id'),
  });
  return readList(input, {
    ...places,
    count: async () => toTotal(issue.attachment_count),
    weigh: weighAttachment,
    async read(keys) {
      const ids = keys.map(({ id }) => id);
      const rows = await db.attachmentsOf(issue).select(COLUMNS).where('attachment.id', 'in', ids).execute();
      return toAttachments(
        db,
        inOrderOf(ids, rows, ({ id }) => id),
      );
    },
  });
}
