import { z } from 'zod';
import { key, timestamp, uuid, version } from '../../../core/schema.ts';
import { attachments } from '../../attachment/schema/attachment.ts';
import { Label } from '../../label/schema.ts';
import { MilestoneSummary } from '../../milestone/schema.ts';
import { exampleProject, ProjectSummary } from '../../project/schema.ts';
import { Reactions } from '../../reaction/schema/reactions.ts';
import { exampleUser, UserSummary } from '../../user/schema.ts';

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
  due_on: null,
  parent: null,
  children: { total: 0, closed: 0 },
  attachments: [],
  comment_count: 0,
  reactions: {},
  version: 1,
  created_at: '2026-01-31T09:30:00.000Z',
  updated_at: '2026-01-31T09:30:00.000Z',
  closed_at: null,
  closed_reason: null,
  deleted_at: null,
  mentions: [],
  references: [],
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

const place = {
  from: z.int().describe('Where it begins in the text, in UTF-16 units'),
  to: z.int().describe('Where it ends: behind its last unit'),
};

const Mention = z.object({ user: UserSummary.describe('Whose name it is'), ...place }).meta({
  id: 'Mention',
  description: 'A user whom a text names, as in `@ada`',
  examples: [{ user: exampleUser, from: 0, to: 4 }],
});

const Reference = z.object({ issue: IssueSummary.describe('Which it names'), ...place }).meta({
  id: 'Reference',
  description: 'An issue that a text names by its key, or as `#12` by its number in the same project',
  examples: [{ issue: exampleSummary, from: 0, to: 6 }],
});

/** What a text names, so that whoever shows it need not read it again. */
export const named = {
  mentions: z.array(Mention).describe('Users whom the text names, in its order: the first 20'),
  references: z.array(Reference).describe('Issues that the text names and you see, in its order: of the first 20'),
};

const IssueChildren = z
  .object({
    total: z.int().describe('How many there are'),
    closed: z.int().describe('How many of them are closed'),
  })
  .meta({
    id: 'IssueChildren',
    description: 'Of the issues that are part of one, those that you see',
    examples: [{ total: 5, closed: 3 }],
  });

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
    due_on: z.string().nullable().describe('The day when it is due'),
    parent: IssueSummary.nullable().describe('What it is part of; null: of none that you see'),
    children: IssueChildren,
    attachments,
    comment_count: z.int().describe('How many comments there are on it'),
    reactions: Reactions,
    version,
    created_at: timestamp,
    updated_at: timestamp,
    closed_at: timestamp.nullable().describe('Null: it is not closed'),
    closed_reason: closedReason.nullable().describe('Null: it is not closed'),
    deleted_at: timestamp.nullable().describe('In the bin since then; null: it is not there'),
    ...named,
  })
  .meta({
    id: 'Issue',
    description: 'An issue',
    examples: [exampleIssue],
  });
export type Issue = z.output<typeof Issue>;
