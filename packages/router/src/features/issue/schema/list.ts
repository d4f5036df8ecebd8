import { z } from 'zod';
import { date, line, pageInput, pageOf, time } from '../../../core/schema.ts';
import { LONGEST_QUERY, parseQuery } from '../../../query-language/parse.ts';
import { knownLabelName } from '../../label/schema.ts';
import { milestoneName } from '../../milestone/schema.ts';
import { projectKey } from '../../project/schema.ts';
import { userKey } from '../../user/schema.ts';
import { Issue, issueKey, priority, status } from './issue.ts';

export const IssueList = pageOf(Issue, { id: 'IssueList', description: 'Issues in the order that is asked for' });
export type IssueList = z.output<typeof IssueList>;

/** What issues can be sorted by. */
export const SORTED_BY = ['created', 'updated', 'priority', 'number', 'comments', 'reactions', 'due'] as const;

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
  parent: issueKey.describe('Is part of this issue: its id, key or number').optional(),
  label: z.array(knownLabelName).max(20).describe('All of these, by name').optional(),
  created_after: from.optional(),
  created_before: until.optional(),
  updated_after: from.optional(),
  updated_before: until.optional(),
  closed_after: from.optional(),
  closed_before: until.optional(),
  due_after: date().describe('On this day or later').optional(),
  due_before: date().describe('Before this day').optional(),
  q: issueQuery.optional(),
};

export const ListIssues = z.object({
  ...pageInput,
  ...filters,
  sort: sort.optional(),
  in_bin: z
    .boolean()
    .describe('`true`: what is in the bin and you may restore, the latest first; with `project` and no other filter')
    .meta({ examples: [true] })
    .optional(),
});

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

export type ListIssues = z.output<typeof ListIssues>;
export type IssueFilters = Omit<ListIssues, keyof typeof pageInput | 'sort' | 'in_bin'>;
export type ExportIssues = z.output<typeof ExportIssues>;
export type Sort = NonNullable<ListIssues['sort']>;
