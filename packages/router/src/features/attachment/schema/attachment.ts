import { z } from 'zod';
import { name, pageOf, timestamp, uuid } from '../../../core/schema.ts';
import { exampleUser, UserSummary } from '../../user/schema.ts';

/** Files that can be on one issue, and on one comment: all of them are in its answer. */
export const MOST_IN_ONE_PLACE = 100;

/** Files that can be on an issue and its comments together. */
export const MOST_ON_ISSUE = 1000;

/** What a file is called, without the folders that it comes from. */
export const filename = name(1, 255);

/** Where the content of a file is, below the address of the server. */
export function contentUrl(id: string): string {
  return `/api/v1/attachments/${id}/content`;
}

export const Attachment = z
  .object({
    id: uuid,
    issue_id: uuid.describe('The issue that it is on'),
    comment_id: uuid.nullable().describe('The comment that it is on; null: on the issue itself'),
    uploader: UserSummary,
    filename: z.string().describe('What it is called'),
    size: z.int().describe('In bytes'),
    content_type: z
      .string()
      .describe('What its content is, as far as its first bytes say it; `application/octet-stream` where they do not'),
    sha256: z.string().describe('The SHA-256 of its content, in hex'),
    url: z.string().describe('Where its content is, below the address of the server. It takes a token, as all else'),
    created_at: timestamp,
  })
  .meta({
    id: 'Attachment',
    description: 'A file on an issue or a comment',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18',
        issue_id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13',
        comment_id: null,
        uploader: exampleUser,
        filename: 'crash.log',
        size: 1024,
        content_type: 'text/plain',
        sha256: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
        url: contentUrl('019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18'),
        created_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });
export type Attachment = z.output<typeof Attachment>;

export const attachments = z.array(Attachment).describe('The files on it, the oldest first');

export const AttachmentPage = pageOf(Attachment, {
  id: 'AttachmentPage',
  description: 'One page of files, the oldest first',
});

export const NewAttachments = z
  .object({ items: z.array(Attachment).describe('In the order in which they came') })
  .meta({
    id: 'NewAttachments',
    description: 'What the files of one request have become',
    examples: [{ items: Attachment.meta()?.['examples'] ?? [] }],
  });
