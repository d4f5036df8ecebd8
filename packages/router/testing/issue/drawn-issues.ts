import { MAIN_PROJECT_ID } from '@docket/db';
import { newId } from '@docket/router';
import type { Sort } from '../../src/features/issue/schema/list.ts';
import { drawing } from './drawing.ts';

export const STATUSES = ['open', 'in_progress', 'closed'] as const;
export const PRIORITIES = ['low', 'medium', 'high'] as const;
export const PROJECTS = [
  MAIN_PROJECT_ID,
  '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c01',
  '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c02',
];

/** Few times, so that many issues have the same. */
export const timeOf = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();

export const dayOf = (day: number) => timeOf(day).slice(0, 10);

/** So many issues, which are alike in much. */
export function makeIssues(count: number) {
  const draw = drawing(20_262);
  return Array.from({ length: count }, (_, at) => {
    const status = draw.one(STATUSES);
    const created = draw.below(6);
    return {
      id: newId(),
      project_id: draw.one(PROJECTS),
      number: 1 + at,
      status,
      priority: draw.one(PRIORITIES),
      author: draw.one(['ada', 'bob'] as const),
      assignees: draw.some(['ada', 'bob'] as const),
      labels: draw.some(['bug', 'ui']),
      comment_count: draw.below(4),
      due_on: draw.sometimes(2) ? null : dayOf(draw.below(6)),
      created_at: timeOf(created),
      updated_at: timeOf(created + draw.below(6)),
      closed_at: status === 'closed' ? timeOf(created + draw.below(6)) : null,
      deleted_at: draw.sometimes(8) ? timeOf(9) : null,
    };
  });
}

export type Made = ReturnType<typeof makeIssues>[number];

const VALUES: Record<string, (issue: Made) => (string | number)[]> = {
  created: ({ created_at }) => [created_at],
  updated: ({ updated_at }) => [updated_at],
  priority: ({ priority, created_at }) => [PRIORITIES.indexOf(priority), created_at],
  number: ({ number }) => [number],
  comments: ({ comment_count }) => [comment_count],
  due: ({ due_on }) => [due_on ?? 'none'],
};

/** As a list of this order has them. */
export function sorted(issues: Made[], sort: Sort): Made[] {
  const [by = '', direction] = sort.split('-');
  const keysOf = (issue: Made) => [...(VALUES[by]?.(issue) ?? []), issue.id];
  const ascending = issues.toSorted((one, other) => {
    const [keys, others] = [keysOf(one), keysOf(other)];
    const at = keys.findIndex((key, index) => key !== others[index]);
    return (keys[at] ?? '') < (others[at] ?? '') ? -1 : 1;
  });
  return direction === 'asc' ? ascending : ascending.toReversed();
}
