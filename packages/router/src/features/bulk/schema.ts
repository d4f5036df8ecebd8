import { z } from 'zod';
import { timestamp, uuid } from '../../core/schema.ts';
import { FieldChange } from '../event/schema.ts';
import { exampleIssue, issueKey } from '../issue/schema/issue.ts';
import { issueQuery } from '../issue/schema/list.ts';
import { UpdateIssue } from '../issue/schema/write.ts';
import { knownLabelName } from '../label/schema.ts';
import { projectKey } from '../project/schema.ts';
import { userKey } from '../user/schema.ts';

/** How many issues one call changes: named one by one, and found by a query. */
const MOST_NAMED = 100;
export const MOST_FOUND = 1000;

const labels = z.array(knownLabelName).min(1).max(20);
const people = z.array(userKey).min(1).max(10);

/** A list is set, or added to and taken from. */
const LISTS = { labels: ['add_labels', 'remove_labels'], assignees: ['add_assignees', 'remove_assignees'] } as const;

const BulkChange = UpdateIssue.pick({
  status: true,
  closed_reason: true,
  priority: true,
  milestone: true,
  parent: true,
  due_on: true,
  labels: true,
  assignees: true,
  project: true,
  confirm_visibility: true,
})
  .extend({
    add_labels: labels.describe('Names of existing labels, which are put on beside the others').optional(),
    remove_labels: labels.describe('Names of labels, which are taken off where they are').optional(),
    add_assignees: people.describe('Users who are assigned beside the others').optional(),
    remove_assignees: people.describe('Users who are taken off where they are assigned').optional(),
  })
  .check(({ value, issues }) => {
    const { confirm_visibility: _, ...fields } = value;
    if (Object.values(fields).every((field) => field === undefined)) {
      issues.push({ code: 'custom', input: value, message: 'Says nothing to change: name at least one field' });
    }
    for (const [list, changes] of Object.entries(LISTS)) {
      const both = changes.find((change) => value[change] !== undefined);
      if (value[list as keyof typeof LISTS] === undefined || both === undefined) continue;
      const message = `Names all ${list}: leave \`${both}\` out`;
      issues.push({ code: 'custom', input: value, path: [list], message });
    }
  })
  .meta({
    id: 'BulkChange',
    description: 'What to change in each issue, as in an edit of one',
    examples: [{ status: 'closed', add_labels: ['stale'] }],
  });
export type BulkChange = z.output<typeof BulkChange>;

export const BulkEditIssues = z
  .object({
    ids: z
      .array(issueKey)
      .min(1)
      .max(MOST_NAMED)
      .describe('Ids, keys or numbers of issues: up to 100. In their place, `query` finds them')
      .meta({ examples: [['WEB-12', 'WEB-13']] })
      .optional(),
    query: issueQuery
      .describe('All issues that this query finds when the call begins, up to 1,000, in the language of docs/search.md')
      .meta({ examples: ['is:open label:old updated:<2026-01-01'] })
      .optional(),
    project: z
      .array(projectKey)
      .max(50)
      .describe('Of what `query` finds, only what is in any of these projects')
      .meta({ examples: [['WEB']] })
      .optional(),
    change: BulkChange,
    dry_run: z
      .boolean()
      .default(false)
      .describe('`true`: change nothing, and say what would become of each issue')
      .meta({ examples: [true] }),
  })
  .check(({ value, issues }) => {
    const { ids, query, project } = value;
    const say = (path: string, message: string) => issues.push({ code: 'custom', input: value, path: [path], message });
    if ((ids === undefined) === (query === undefined)) say('ids', 'Say which issues: either `ids` or `query`');
    else if (ids && project) say('project', 'Narrows a query: `ids` name their issues by themselves');
  })
  .meta({
    id: 'BulkEditIssues',
    description: 'Which issues to change, and how',
    examples: [{ query: 'is:open label:old', change: { status: 'closed', add_labels: ['stale'] }, dry_run: true }],
  });
export type BulkEditIssues = z.output<typeof BulkEditIssues>;

export const UndoBulkEdit = z
  .object({
    id: uuid.describe('The id of the bulk edit, which its answer has'),
    confirm_visibility: z
      .boolean()
      .describe('`true`: move issues back although every user sees them there, with what was written meanwhile')
      .optional(),
  })
  .meta({ id: 'UndoBulkEdit', description: 'Which bulk edit to undo', examples: [{}] });
export type UndoBulkEdit = z.output<typeof UndoBulkEdit>;

const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);

const BulkFault = z
  .object({
    path: z.string().describe('The field of the change'),
    message: z.string().describe('What is wrong with it'),
    code: z.string().describe('The same for programs'),
  })
  .meta({
    id: 'BulkFault',
    description: 'What is wrong with a field of a change',
    examples: [{ path: 'labels.0', message: 'There is no label "old": create it first', code: 'unknown_label' }],
  });

const BulkConflict = z
  .object({
    field: z.string().describe('Which somebody changed since'),
    yours: fieldValue.describe('What the undo would set it to'),
    current: fieldValue.describe('What it is'),
  })
  .meta({
    id: 'BulkConflict',
    description: 'A field that an undo leaves as it is',
    examples: [{ field: 'priority', yours: 'low', current: 'high' }],
  });

/** As an edit of one issue says it, without the whole issue. */
const BulkError = z
  .object({
    code: z.string().describe('Such as `forbidden`'),
    detail: z.string().describe('What went wrong, for people'),
    errors: z.array(BulkFault).describe('What is wrong with which field of the change').optional(),
    conflicts: z.array(BulkConflict).describe('Of an undo: the fields that somebody changed since').optional(),
  })
  .meta({
    id: 'BulkError',
    description: 'Why an issue was left as it is',
    examples: [{ code: 'forbidden', detail: 'Not enough permissions' }],
  });

const exampleResult = {
  issue: { id: exampleIssue.id, key: exampleIssue.key, title: exampleIssue.title },
  status: 200,
  changes: [{ field: 'status', from: 'open', to: 'closed' }],
};

const BulkIssue = z
  .object({
    id: uuid,
    key: z.string().describe('What it was when the call began: it leads to the issue also after a move'),
    title: z.string().describe('What it is about, in a few words'),
  })
  .meta({ id: 'BulkIssue', description: 'An issue that an edit of many is about', examples: [exampleResult.issue] });

const BulkResult = z
  .object({
    asked: z.string().describe('What `ids` called the issue; left out where a query found it').optional(),
    issue: BulkIssue.nullable().describe('Null: there is no such issue, or none that you see'),
    status: z.int().describe('What an edit of this issue alone would be answered with, such as 200, 403, 404 or 422'),
    changes: z
      .array(FieldChange)
      .describe('As in the history; of a move the project alone. Empty: it is so already, or was refused'),
    error: BulkError.optional(),
  })
  .meta({ id: 'BulkResult', description: 'What became of one issue', examples: [exampleResult] });
export type BulkResult = z.output<typeof BulkResult>;

export const BulkEdit = z
  .object({
    id: uuid.nullable().describe('What it is undone by; null: it was a dry run'),
    undo_until: timestamp.nullable().describe('Until then its author can undo it; null: there is nothing to undo'),
    results: z.array(BulkResult).describe('One for each issue, in the order of `ids`, or of the query'),
  })
  .meta({
    id: 'BulkEdit',
    description: 'What became of each issue: what fails does not stop the rest',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c1a',
        undo_until: '2026-02-01T09:30:00.000Z',
        results: [exampleResult],
      },
    ],
  });
export type BulkEdit = z.output<typeof BulkEdit>;
