import type { SignedInActor } from '../../../core/actor.ts';
import type { Download, DownloadContext } from '../../../core/download.ts';
import { getAttachmentRow } from '../queries/get.ts';

/**
 * The content of a file.
 *
 * @throws AppError `attachment_not_found`, and its content `file_missing`
 */
export async function downloadAttachment(
  { db, store }: DownloadContext<SignedInActor>,
  input: { id: string },
): Promise<Download> {
  const { id, filename, size, content_type, sha256 } = await getAttachmentRow(db, input.id);
  return {
    content: store.read(id),
    content_type: content_type === 'text/plain' ? 'text/plain; charset=utf-8' : content_type,
    filename,
    size,
    etag: sha256,
    part: (range) => store.read(id, range),
  };
}
