import { z } from 'zod';
import { pageInput, pageOf, timestamp, uuid } from '../../core/schema.ts';
import { issueKey } from '../issue/schema.ts';
import { exampleUser, UserSummary } from '../user/schema.ts';

const changedValue = z.union([z.string(), z.array(z.string()), z.null()]);

const exampleChange = { field: 'status', from: 'open', to: 'closed' };

const change = z
  .object({
    field: z.string().describe('The field that was changed'),
    from: changedValue.describe('What it was'),
    to: changedValue.describe('What it is since'),
    from_is_cut: z
      .boolean()
      .describe('True when a list shows only the beginning (1 KB) of `from`: `GET /events/{id}` has all of it')
      .optional(),
    to_is_cut: z
      .boolean()
      .describe(
        'True when only the beginning (1 KB) of `to` is here: all of it is the `from` of the next change, or the present text',
      )
      .optional(),
  })
  .meta({ id: 'FieldChange', description: 'What was changed in one field', examples: [exampleChange] });

export const IssueEvent = z
  .object({
    id: uuid,
    type: z.string().describe('Such as `issue.created`, `issue.updated` or `comment.created`'),
    actor: UserSummary.nullable().describe('Null when a script did it'),
    actor_name: z.string().nullable().describe('The name of the script that did it'),
    comment_id: uuid.nullable().describe('The comment that it is about'),
    changes: z.array(change).describe('One for each field'),
    created_at: timestamp,
  })
  .meta({
    id: 'IssueEvent',
    description: 'Something that happened to an issue: who changed what, from what to what, and when',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c14',
        type: 'issue.updated',
        actor: exampleUser,
        actor_name: null,
        comment_id: null,
        changes: [exampleChange],
        created_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });
export type IssueEvent = z.output<typeof IssueEvent>;

export const IssueEventPage = pageOf(IssueEvent, {
  id: 'IssueEventPage',
  description: 'One page of the history of an issue, the oldest event first',
});

export const ListIssueEvents = z.object({ id: issueKey, ...pageInput });

export const GetEvent = z.object({ id: uuid.describe('The id of the event') });

export type ListIssueEvents = z.output<typeof ListIssueEvents>;
