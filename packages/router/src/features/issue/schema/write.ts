import { z } from 'zod';
import { date, line, newUuid, prose, raisedBy, seenVersion } from '../../../core/schema.ts';
import { knownLabelName } from '../../label/schema.ts';
import { milestoneName } from '../../milestone/schema.ts';
import { projectKey } from '../../project/schema.ts';
import { templateKey } from '../../template/schema/name.ts';
import { userKey } from '../../user/schema.ts';
import { closedReason, issueKey, priority, status } from './issue.ts';

export const title = line(3, 100).meta({
  description: 'What it is about, in a few words',
  examples: ['Crash on save'],
});
export const description = raisedBy('ISSUE_DESCRIPTION_MAX', prose(5, 2000)).meta({
  description: 'What it is about, in full',
  examples: ['Saving an empty file crashes the editor.'],
});
export const labels = z.array(knownLabelName).max(20).describe('Names of existing labels');
const dueOn = date().describe('The day when it is due');
const parent = issueKey.describe('The issue that it is part of: its id, key or number');
export const assignees = z
  .array(userKey)
  .max(10)
  .describe('Ids, usernames or email addresses of active users, or `me`');

/** What an issue has to have unless a template has it, said as of any field that is missing. */
function isSaid(input: { [Field in 'title' | 'description' | 'template']?: unknown }, field: 'title' | 'description') {
  return input[field] !== undefined || input.template !== undefined;
}

function missing(field: string) {
  return { path: [field], message: 'Required', params: { code: 'invalid_type' } };
}

/** Also where other fields are wrong: all that is wrong is said at once. */
function isFields({ value }: { value: unknown }): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const CreateIssue = z
  .object({
    title: title.optional(),
    description: description.optional(),
    priority: priority.describe('How urgent it is; as its template has it, or `medium`, when left out').optional(),
    status: status.describe('Checked and then ignored: a new issue is open').optional(),
    labels: labels.optional(),
    assignees: assignees.optional(),
    milestone: milestoneName.nullable().optional(),
    due_on: dueOn.nullable().optional(),
    parent: parent.nullable().optional(),
    id: newUuid.optional(),
    project: projectKey.describe('The id or the key of a project; the main one when left out').optional(),
    template: templateKey.optional(),
  })
  .refine((input) => isSaid(input, 'title'), { ...missing('title'), when: isFields })
  .refine((input) => isSaid(input, 'description'), { ...missing('description'), when: isFields })
  .meta({
    id: 'CreateIssue',
    description: 'A new issue. Without a `template`, it has to have a title and a description',
    examples: [{ title: 'Crash on save', description: 'Saving an empty file crashes the editor.', priority: 'high' }],
  });

export const GetIssue = z.object({ id: issueKey });

export const RedactIssue = z
  .object({
    id: issueKey,
    fields: z
      .array(z.enum(['title', 'description']))
      .min(1)
      .max(2)
      .describe('Whose text is to be gone'),
  })
  .meta({
    id: 'RedactIssue',
    description: 'Which texts of an issue to take out',
    examples: [{ fields: ['description'] }],
  });
export type RedactIssue = z.output<typeof RedactIssue>;

export const UpdateIssue = z
  .object({
    id: issueKey,
    title: title.optional(),
    description: description.optional(),
    priority: priority.optional(),
    status: status.optional(),
    closed_reason: closedReason
      .nullable()
      .describe('Why it is closed: `completed` when it is closed without one; goes when it is opened again')
      .optional(),
    duplicate_of: issueKey
      .describe('Closes it as a duplicate of this issue, and relates them: the id, key or number of that')
      .optional(),
    labels: labels.optional(),
    assignees: assignees.optional(),
    milestone: milestoneName
      .describe('Its id or title; null takes the issue out of the one it has')
      .nullable()
      .optional(),
    due_on: dueOn.describe('The day when it is due; null: on none').nullable().optional(),
    parent: parent
      .describe('The issue that it is to be part of: its id, key or number; null: of none')
      .nullable()
      .optional(),
    project: projectKey.describe('The id or the key of the project to move it to').optional(),
    confirm_visibility: z
      .boolean()
      .describe('`true`: move it although every user sees it then, as its new project is internal')
      .optional(),
    version: seenVersion,
  })
  .meta({
    id: 'UpdateIssue',
    description: 'What to change; fields that are left out stay as they are',
    examples: [{ status: 'closed', assignees: ['me'] }],
  });

export type CreateIssue = z.output<typeof CreateIssue>;
export type UpdateIssue = z.output<typeof UpdateIssue>;
