import { z } from 'zod';
import { uuid } from '../../../core/schema.ts';
import { issueKey } from '../../issue/schema/issue.ts';
import { Reactions, reactionName } from './reactions.ts';

const name = reactionName.describe('What to say of it').meta({ examples: ['heart'] });

export const ReactToIssue = z.object({ id: issueKey, name });
export type ReactToIssue = z.output<typeof ReactToIssue>;

export const ReactToComment = z.object({ id: uuid.describe('The id of the comment'), name });
export type ReactToComment = z.output<typeof ReactToComment>;

export const ReactionCounts = z.object({ reactions: Reactions }).meta({
  id: 'ReactionCounts',
  description: 'The reactions to an issue or a comment',
  examples: [{ reactions: { heart: 2 } }],
});
export type ReactionCounts = z.output<typeof ReactionCounts>;
