import { z } from 'zod';
import {
  key,
  line,
  newUuid,
  pageInput,
  pageOf,
  prose,
  raisedBy,
  seenVersion,
  time,
  timestamp,
  uuid,
  version,
} from '../../core/schema.ts';
import { LONGEST_QUERY, parseQuery } from '../../query-language/parse.ts';
import { attachments } from '../attachment/schema/attachment.ts';
import { knownLabelName, Label } from '../label/schema.ts';
import { MilestoneSummary, milestoneName } from '../milestone/schema.ts';
import { exampleProject, ProjectSummary, projectKey } from '../project/schema.ts';
import { exampleUser, UserSummary, userKey } from '../user/schema.ts';

export const status = z
  .enum(['open', 'in_progress', 'closed'])
  .meta({ id: 'IssueStatus', description: 'How far an issue is', examples: ['open'] });

export const closedReason = z
  .enum(['completed', 'not_planned', 'duplicate'])
  .meta({ id: 'ClosedReason', description: 'Why an issue was closed', examples: ['completed'] });

export const priority = z
  .enum(['low', 'medium', 'high'])
  .meta({ id: 'IssuePriority', description: 'How urgent an issue is', examples: ['high'] });

/** Issues are addressed by id, by key, or by number, as people write them. */
export const issueKey = key(
  /^(?:(?:[a-zA-Z][a-zA-Z0-9]{1,9}-)?[1-9][0-9]{0,9}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  'Must be the id, the key or the number of an issue',
)
  .describe('The id of an issue, its key such as WEB-12, or its number in the main project')
  .meta({ examples: ['42'] });

const title = line(3, 100).meta({ description: 'What it is about, in a few words', examples: ['Crash on save'] });
const description = raisedBy('ISSUE_DESCRIPTION_MAX', prose(5, 2000)).meta({
  description: 'What it is about, in full',
  examples: ['Saving an empty file crashes the editor.'],
});
const labels = z.array(knownLabelName).max(20).describe('Names of existing labels');
const assignees = z.array(userKey).max(10).describe('Ids, usernames or email addresses of active users, or `me`');

export const exampleIssue = {
  id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13',
  key: 'WEB-42',
  number: 42,
  project: exampleProject,
  title: 'Crash on save',
  description: 'Saving an empty file crashes the editor.',
  priority: 'high',
  status: 'open',
  author: exampleUser,
  assignees: [],
  labels: [],
  milestone: null,
  attachments: [],
  comment_count: 0,
  version: 1,
  created_at: '2026-01-31T09:30:00.000Z',
  updated_at: '2026-01-31T09:30:00.000Z',
  closed_at: null,
  closed_reason: null,
};

export const exampleSummary = { id: exampleIssue.id, key: 'WEB-42', title: 'Crash on save', status: 'open' };

export const IssueSummary = z
  .object({
    id: uuid,
    key: z.string().describe('The key of its project and its number'),
    title: z.string().describe('What it is about, in a few words'),
    status,
  })
  .meta({
    id: 'IssueSummary',
    description: 'What is shown of an issue beside another one',
    examples: [exampleSummary],
  });
export type IssueSummary = z.output<typeof IssueSummary>;

export const Issue = z
  .object({
    id: uuid,
    key: z.string().describe('The key of its project and its number, as people write it'),
    number: z.int().describe('Counts the issues of its project from 1; never used again'),
    project: ProjectSummary,
    title: z.string().describe('What it is about, in a few words'),
    description: z.string().describe('What it is about, in full'),
    priority,
    status,
    author: UserSummary,
    assignees: z.array(UserSummary).describe('Who is to do it'),
    labels: z.array(Label).describe('By name'),
    milestone: MilestoneSummary.nullable().describe('What it is part of; null: of none'),
    attachments,
    comment_count: z.int().describe('How many comments there are on it'),
    version,
    created_at: timestamp,
    updated_at: timestamp,
    closed_at: timestamp.nullable().describe('Null: it is not closed'),
    closed_reason: closedReason.nullable().describe('Null: it is not closed'),
  })
  .meta({
    id: 'Issue',
    description: 'An issue',
    examples: [exampleIssue],
  });
export type Issue = z.output<typeof Issue>;

export const IssueList = pageOf(Issue, { id: 'IssueList', description: 'Issues in the order that is asked for' });
export type IssueList = z.output<typeof IssueList>;

/** What issues can be sorted by. */
export const SORTED_BY = ['created', 'updated', 'priority', 'number', 'comments'] as const;

const sort = z
  .enum(SORTED_BY.flatMap((by) => [`${by}-desc`, `${by}-asc`] as const))
  .describe('Newest first when left out; a cursor is good for the order in which it was given')
  .meta({ examples: ['updated-desc'] });

/** A query without faults. Each fault says its place. */
export const issueQuery = line(1, LONGEST_QUERY)
  .check(({ value, issues }) => {
    if (issues.length > 0) return;
    for (const { code, message } of parseQuery(value).faults) {
      issues.push({ code: 'custom', input: value, message, params: { code } });
    }
  })
  .describe('A query in the language of docs/search.md: words, and qualifiers such as `label:bug`')
  .meta({ examples: ['crash is:open'] });

const from = time().describe('At this time or later');
const until = time().describe('Before this time');

const filters = {
  project: z.array(projectKey).max(50).describe('Any of these').optional(),
  status: z.array(status).max(3).describe('Any of these').optional(),
  priority: z.array(priority).max(3).describe('Any of these').optional(),
  author: userKey.describe('The id, username or email address of a user, or `me`').optional(),
  assignee: userKey.describe('The id, username or email address of a user, or `me`, or `none`').optional(),
  milestone: milestoneName.describe('The id or title of a milestone, or `none`').optional(),
  label: z.array(knownLabelName).max(20).describe('All of these, by name').optional(),
  created_after: from.optional(),
  created_before: until.optional(),
  updated_after: from.optional(),
  updated_before: until.optional(),
  closed_after: from.optional(),
  closed_before: until.optional(),
  q: issueQuery.optional(),
};

export const ListIssues = z.object({ ...pageInput, ...filters, sort: sort.optional() });

export const ExportIssues = z.object({
  format: z
    .enum(['ndjson', 'csv', 'json'])
    .default('ndjson')
    .describe(
      '`ndjson`: all that there is of issues, to be imported again; `csv`: a row each; `json`: as lists have them',
    )
    .meta({ examples: ['ndjson'] }),
  without_ids: z
    .boolean()
    .default(false)
    .describe(
      'Of NDJSON: without ids and the time of the export, so that two places with the same issues give the same',
    )
    .meta({ examples: [false] }),
  bom: z
    .boolean()
    .default(false)
    .describe('Of CSV: begins with a byte order mark, which Excel asks for')
    .meta({ examples: [false] }),
  ...filters,
});

export const CreateIssue = z
  .object({
    title,
    description,
    priority: priority.default('medium'),
    status: status.describe('Checked and then ignored: a new issue is open').optional(),
    labels: labels.default([]),
    assignees: assignees.default([]),
    milestone: milestoneName.nullable().optional(),
    id: newUuid.optional(),
    project: projectKey.describe('The id or the key of a project; the main one when left out').optional(),
  })
  .meta({
    id: 'CreateIssue',
    description: 'A new issue',
    examples: [{ title: 'Crash on save', description: 'Saving an empty file crashes the editor.', priority: 'high' }],
  });

export const GetIssue = z.object({ id: issueKey });

export const UpdateIssue = z
  .object({
    id: issueKey,
    title: title.optional(),
    description: description.optional(),
    priority: priority.optional(),
    status: status.optional(),
    closed_reason: closedReason
      .describe('Why it is closed: `completed` when it is closed without one; goes when it is opened again')
      .nullable()
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

export type ListIssues = z.output<typeof ListIssues>;
export type IssueFilters = Omit<ListIssues, keyof typeof pageInput | 'sort'>;
export type ExportIssues = z.output<typeof ExportIssues>;
export type Sort = NonNullable<ListIssues['sort']>;
export type CreateIssue = z.output<typeof CreateIssue>;
export type UpdateIssue = z.output<typeof UpdateIssue>;
