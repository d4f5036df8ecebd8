import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { mostBytes } from '../../../core/answer-size.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findUserSummaries, weighUser } from '../../user/queries.ts';
import { type Attachment, contentUrl } from '../schema/attachment.ts';

export type AttachmentRow = Selectable<Tables['attachment']>;

export const COLUMNS = [
  'attachment.id',
  'attachment.issue_id',
  'attachment.comment_id',
  'attachment.uploader_id',
  'attachment.filename',
  'attachment.size',
  'attachment.content_type',
  'attachment.sha256',
  'attachment.created_at',
] as const;

export async function toAttachments(db: ActorReader, rows: AttachmentRow[]): Promise<Attachment[]> {
  const uploaders = await findUserSummaries(
    db,
    rows.map((row) => row.uploader_id),
  );
  return rows.map(({ id, issue_id, comment_id, uploader_id, filename, size, content_type, sha256, created_at }) => {
    const uploader = uploaders.get(uploader_id);
    if (!uploader) throw new Error(`attachment ${id} has no uploader`);
    return {
      id,
      issue_id,
      comment_id,
      uploader,
      filename,
      size,
      content_type,
      sha256,
      url: contentUrl(id),
      created_at,
    };
  });
}

/** More bytes than a file can have in an answer, without its content. */
export function weighAttachment({ uploader, filename, content_type, sha256, url }: Attachment): number {
  return weighUser(uploader) + mostBytes(filename, content_type, sha256, url);
}
