import { z } from 'zod';
import { pageInput, pageOf, prose, seenVersion, timestamp, uuid, version } from '../../core/schema.ts';
import { attachments } from '../attachment/schema/attachment.ts';
import { issueKey, named } from '../issue/schema/issue.ts';
import { Reactions } from '../reaction/schema/reactions.ts';
import { exampleUser, UserSummary } from '../user/schema.ts';

const body = prose(1, 10_000)
  .describe('What it says')
  .meta({ examples: ['I can reproduce this.'] });

export const Comment = z
  .object({
    id: uuid,
    issue_id: uuid.describe('The issue that it is on'),
    author: UserSummary,
    body: z.string().describe('What it says'),
    attachments,
    reactions: Reactions,
    version,
    created_at: timestamp,
    updated_at: timestamp,
    ...named,
  })
  .meta({
    id: 'Comment',
    description: 'A comment on an issue',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c15',
        issue_id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13',
        author: exampleUser,
        body: 'I can reproduce this.',
        attachments: [],
        reactions: {},
        version: 1,
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
        mentions: [],
        references: [],
      },
    ],
  });
export type Comment = z.output<typeof Comment>;

export const CommentPage = pageOf(Comment, {
  id: 'CommentPage',
  description: 'One page of comments, the oldest first',
});

export const ListComments = z.object({ issue_id: issueKey, ...pageInput });

export const CreateComment = z
  .object({ issue_id: issueKey, body })
  .meta({ id: 'CreateComment', description: 'A new comment', examples: [{ body: 'I can reproduce this.' }] });

export const UpdateComment = z
  .object({ id: uuid.describe('The id of the comment'), body: body.optional(), version: seenVersion })
  .meta({ id: 'UpdateComment', description: 'The new text', examples: [{ body: 'I cannot reproduce this.' }] });

export const GetComment = z.object({ id: uuid.describe('The id of the comment') });

export type ListComments = z.output<typeof ListComments>;
export type CreateComment = z.output<typeof CreateComment>;
export type UpdateComment = z.output<typeof UpdateComment>;
