import type { Docket } from '@docket/router';
import { BUSY_ISSUE, LABELS, MILESTONE, PROJECT } from './data.ts';

type Caller = ReturnType<Docket['caller']>;

type Input = NonNullable<Parameters<Caller['issue']['list']>[0]>;
type Sort = NonNullable<Input['sort']>;

export type Case = { name: string; call(caller: Caller, round: number): Promise<unknown> };

const texts = { title: 'Crash on save', description: 'Saving an empty file crashes the editor.' };
const busy = String(BUSY_ISSUE);
const LAST_PAGE = { page: 100, size: 100 };

/** What a team does all day. `round` keeps those that write from doing the same twice. */
export const day: Case[] = [
  { name: 'get an issue', call: ({ issue }, round) => issue.get({ id: String(21 + round) }) },
  { name: 'the newest 20', call: ({ issue }) => issue.list({}) },
  { name: 'open', call: ({ issue }) => issue.list({ status: ['open'] }) },
  { name: 'open or in progress', call: ({ issue }) => issue.list({ status: ['open', 'in_progress'] }) },
  { name: 'mine', call: ({ issue }) => issue.list({ assignee: 'me' }) },
  { name: 'mine and closed', call: ({ issue }) => issue.list({ assignee: 'me', status: ['closed'] }) },
  { name: 'written by a user', call: ({ issue }) => issue.list({ author: 'user-3' }) },
  { name: 'open and unassigned', call: ({ issue }) => issue.list({ status: ['open'], assignee: 'none' }) },
  { name: 'of high priority', call: ({ issue }) => issue.list({ priority: ['high'] }) },
  { name: 'with a label', call: ({ issue }) => issue.list({ label: ['bug'] }) },
  { name: 'with a label of ten issues', call: ({ issue }) => issue.list({ label: ['rare'] }) },
  { name: 'open with a label', call: ({ issue }) => issue.list({ status: ['open'], label: ['bug'] }) },
  { name: 'with a label that is not there', call: ({ issue }) => issue.list({ label: ['nosuch'] }) },
  { name: 'comments', call: ({ comment }, round) => comment.list({ issue_id: String(21 + round) }) },
  { name: 'history', call: ({ issue }, round) => issue.events({ id: String(21 + round) }) },
  { name: 'labels', call: ({ label }) => label.list({ size: 100 }) },
  { name: 'create an issue', call: ({ issue }) => issue.create({ ...texts, labels: ['bug'], assignees: ['user-3'] }) },
  {
    name: 'comment',
    call: ({ comment }, round) => comment.create({ issue_id: String(21 + round), body: 'Here too' }),
  },
  {
    name: 'close or open an issue',
    call: ({ issue }, round) => issue.update({ id: '20', status: round % 2 === 0 ? 'closed' : 'open' }),
  },
];

const SORTS = ['created', 'updated', 'priority', 'number', 'comments'].flatMap((by) =>
  (['desc', 'asc'] as const).map((direction) => `${by}-${direction}` as Sort),
);

/** Each is tried in every order. */
const asked: [string, Input][] = [
  ['all', {}],
  ['open', { status: ['open'] }],
  ['of a project', { project: [PROJECT] }],
  ['open in a project', { project: [PROJECT], status: ['open'] }],
  ['of high priority', { priority: ['high'] }],
  ['with a label', { label: ['bug'] }],
  ['with a rare label', { label: ['rare'] }],
  ['mine', { assignee: 'me' }],
  ['unassigned', { assignee: 'none' }],
  ['written by a user', { author: 'user-3' }],
  ['created since', { created_after: '2020-01-10T00:00:00Z' }],
  ['changed for an hour', { updated_after: '2020-01-10T00:00:00Z', updated_before: '2020-01-10T01:00:00Z' }],
  ['closed for a day', { closed_after: '2020-01-10T00:00:00Z', closed_before: '2020-01-11T00:00:00Z' }],
  ['changed since', { updated_after: '2020-01-10T00:00:00Z' }],
  ['closed since', { closed_after: '2020-01-10T00:00:00Z' }],
  ['of a milestone', { milestone: MILESTONE }],
  ['without a milestone', { milestone: 'none' }],
  ['of a project, with a label', { project: [PROJECT], label: ['ui'] }],
  ['a label and a priority', { label: ['bug'], priority: ['high'] }],
];

/** Every filter of issues in every order. */
export const orders: Case[] = asked.flatMap(([name, input]) =>
  SORTS.map((sort): Case => {
    return { name: `${name}, ${sort}`, call: ({ issue }) => issue.list({ ...input, sort }) };
  }),
);

/** The dearest that each list allows, as far as we know. */
export const dearest: Case[] = [
  { name: 'two labels that never meet', call: ({ issue }) => issue.list({ label: ['bug', 'ui'], size: 100 }) },
  { name: 'two labels that meet', call: ({ issue }) => issue.list({ label: ['bug', 'part-0'], size: 100 }) },
  { name: 'twenty labels', call: ({ issue }) => issue.list({ label: LABELS.slice(0, 20), size: 100 }) },
  {
    name: 'all filters',
    call: ({ issue }) =>
      issue.list({
        label: ['bug'],
        assignee: 'none',
        author: 'user-3',
        status: ['open', 'closed'],
        priority: ['low', 'high'],
        size: 100,
      }),
  },
  {
    name: 'a label and a priority',
    call: ({ issue }) => issue.list({ label: ['bug'], priority: ['medium'], ...LAST_PAGE }),
  },
  { name: 'last page of all issues', call: ({ issue }) => issue.list(LAST_PAGE) },
  {
    name: 'last page of six parts',
    call: ({ issue }) => issue.list({ status: ['open', 'closed'], priority: ['low', 'medium'], ...LAST_PAGE }),
  },
  {
    name: 'last page of open ones by priority',
    call: ({ issue }) => issue.list({ status: ['open'], sort: 'priority-asc', ...LAST_PAGE }),
  },
  {
    name: 'closed for two days, by comments',
    call: ({ issue }) =>
      issue.list({
        closed_after: '2020-01-05T00:00:00Z',
        closed_before: '2020-01-07T00:00:00Z',
        sort: 'comments-desc',
      }),
  },
  {
    name: 'by a user who writes no such issues',
    call: ({ issue }) => issue.list({ author: 'user-3', priority: ['high'], sort: 'updated-desc', size: 100 }),
  },
  { name: 'last page of comments', call: ({ comment }) => comment.list({ issue_id: busy, ...LAST_PAGE }) },
  { name: 'last page of a history', call: ({ issue }) => issue.events({ id: busy, ...LAST_PAGE }) },
  { name: 'users, searched in vain', call: ({ user }) => user.list({ q: 'zzz', size: 100 }) },
  { name: 'last page of users', call: ({ user }) => user.list({ is_active: true, ...LAST_PAGE }) },
];

/** The same of the first of them, as one user sends it over and over. */
export const DEAREST_PATHS = [
  '/api/v1/issues?label=bug&label=ui&size=100',
  '/api/v1/issues?label=bug&label=part-0&size=100',
];
