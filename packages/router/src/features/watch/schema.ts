import { z } from 'zod';
import { key, pageInput, pageOf, uuid } from '../../core/schema.ts';
import { issueKey } from '../issue/schema/issue.ts';
import { UserSummary } from '../user/schema.ts';

export const watchLevel = z.enum(['all', 'participating', 'mentions', 'none']).meta({
  id: 'WatchLevel',
  description:
    'What you are told of: `all` that happens, what you take part in (`participating`), only where you are named or assigned (`mentions`), or nothing (`none`)',
  examples: ['participating'],
});
export type WatchLevel = z.output<typeof watchLevel>;

const watchReason = z.enum(['asked', 'author', 'assigned', 'comment', 'mention', 'project']).meta({
  id: 'WatchReason',
  description:
    'Why you watch an issue: you asked for it, wrote it, are assigned to it, commented on it, are named in it, or watch its project',
  examples: ['author'],
});
export type WatchReason = z.output<typeof watchReason>;

/** How a user takes part in an issue, or what the user has said of it. */
export type Tie = Exclude<WatchReason, 'project'> | 'ignores';

export const Watch = z
  .object({
    is_watching: z.boolean().describe('Whether you are told of what happens to it'),
    reason: watchReason.nullable().describe('Why you watch it; null: you do not'),
  })
  .meta({
    id: 'Watch',
    description: 'Whether you watch an issue, and why',
    examples: [{ is_watching: true, reason: 'author' }],
  });
export type Watch = z.output<typeof Watch>;

export const WatchIssue = z.object({ id: issueKey });
export type WatchIssue = z.output<typeof WatchIssue>;

export const ListWatchers = z.object({ id: issueKey, ...pageInput });
export type ListWatchers = z.output<typeof ListWatchers>;

export const WatcherPage = pageOf(UserSummary, {
  id: 'WatcherPage',
  description: 'One page of users who take part in an issue, or have asked to watch it',
});

const exampleToken = 'dku_019a9c1e7b1a7cc08a525d5f3a1f0c11_b1vT0P3nUoXJ4l3xkO1x1bJt1sQ0mWm5yq2o3a8v7cE';

/** What stands in the links of mails: who gets them, and of what, and that it was us who wrote it. */
export const Unsubscribe = z
  .object({
    token: key(/^dku_[0-9a-f]{32}(?:[0-9a-f]{32})?_[\w-]{43}$/, 'Not a token of a mail: take it as it came')
      .describe('What the link of the mail ends with')
      .meta({ examples: [exampleToken] }),
  })
  .meta({ id: 'Unsubscribe', description: 'Which mail is to end', examples: [{ token: exampleToken }] });
export type Unsubscribe = z.output<typeof Unsubscribe>;

export const Unsubscribed = z
  .object({
    issue_id: uuid
      .nullable()
      .describe('The issue of which you are told nothing any more; null: of no issue is mail sent to you'),
  })
  .meta({
    id: 'Unsubscribed',
    description: 'Of what no mail is sent any more',
    examples: [{ issue_id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13' }],
  });
export type Unsubscribed = z.output<typeof Unsubscribed>;
