import { z } from 'zod';
import * as product from '../../packages/router/src/features/issue/schema/issue.ts';
import * as listed from '../../packages/router/src/features/issue/schema/list.ts';
import * as written from '../../packages/router/src/features/issue/schema/write.ts';

// What all servers answer with and are compared by. A field that the product gets later does not break its peers.

export const FIELDS = [
  'id',
  'key',
  'number',
  'project',
  'title',
  'description',
  'priority',
  'status',
  'author',
  'assignees',
  'labels',
  'comment_count',
  'version',
  'created_at',
  'updated_at',
  'closed_at',
] as const;

const LIST_FIELDS = ['items', 'total', 'page', 'size', 'pages', 'next_cursor'] as const;

export const Issue = product.Issue.pick(maskOf(FIELDS));
export const IssueList = listed.IssueList.pick(maskOf(LIST_FIELDS)).extend({ items: z.array(Issue) });
export { ListIssues } from '../../packages/router/src/features/issue/schema/list.ts';
export { GetIssue } from '../../packages/router/src/features/issue/schema/write.ts';

const { title, description, priority, labels, assignees } = written.CreateIssue.shape;

/** What the peers take: they have no templates. */
export const CreateIssue = z.object({
  title: title.unwrap(),
  description: description.unwrap(),
  priority: priority.unwrap().default('medium'),
  labels: labels.unwrap().default([]),
  assignees: assignees.unwrap().default([]),
});
export type CreateIssue = z.output<typeof CreateIssue>;

export type Issue = z.output<typeof Issue>;
export type IssueList = z.output<typeof IssueList>;

/** An issue or a list of them with the fields that are compared. */
export function compared(answer: unknown): unknown {
  const { items, ...given } = answer as Record<string, unknown>;
  if (!Array.isArray(items)) return picked(given, FIELDS);
  return { ...picked(given, LIST_FIELDS), items: items.map(compared) };
}

function picked(given: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => fields.includes(name)));
}

function maskOf<Name extends string>(names: readonly Name[]): Record<Name, true> {
  return Object.fromEntries(names.map((name) => [name, true])) as Record<Name, true>; // of all names
}
