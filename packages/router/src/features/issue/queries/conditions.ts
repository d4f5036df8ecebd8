import { type Bind, type Bound, isOneOf, type Tables } from '@docket/db';
import { type Expression, type ExpressionBuilder, expressionBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import type { Filter } from './asked.ts';
import type { Candidate } from './orders.ts';
import { whereOf } from './where.ts';
import { formIn } from './wheres.ts';

type IssueRow = Selectable<Tables['issue']>;

/** A column of an issue that a filter asks for. */
export type Column =
  | 'project_id'
  | 'status'
  | 'priority'
  | 'author_id'
  | 'assignee_count'
  | 'milestone_id'
  | 'parent_id'
  | 'created_at'
  | 'updated_at'
  | 'closed_at'
  | 'due_on';

/** What links know of their issue beside its place. */
export function isOfLink(column: Column): column is 'project_id' | 'status' | 'priority' {
  return column === 'project_id' || column === 'status' || column === 'priority';
}

export type BoundFilter = Bound<Filter>;

/** The columns that have bounds, by the names of these. */
const BOUNDED = { created: 'created_at', updated: 'updated_at', closed: 'closed_at', due: 'due_on' } as const;
const TIMES = ['created', 'updated', 'closed', 'due'] as const;

export function columnsOf(filter: { [Name in keyof Filter]?: unknown }): Column[] {
  const { projects, statuses, priorities, author_id, unassigned } = filter;
  const { milestone_id, milestones, without_milestone } = filter;
  return [
    ...(projects ? (['project_id'] as const) : []),
    ...(statuses ? (['status'] as const) : []),
    ...(priorities ? (['priority'] as const) : []),
    ...(author_id ? (['author_id'] as const) : []),
    ...(unassigned ? (['assignee_count'] as const) : []),
    ...(milestone_id || milestones || without_milestone ? (['milestone_id'] as const) : []),
    ...(filter.parent_id ? (['parent_id'] as const) : []),
    ...TIMES.filter((time) => filter[`${time}_after`] || filter[`${time}_before`]).map((time) => BOUNDED[time]),
  ];
}

/**
 * Condition: a candidate is all that a filter asks for, except words. `isCovered`: it has the columns of the issue that
 * this takes.
 *
 * Rows of other tables are looked up by a subquery that gives a value, one for each candidate. PostgreSQL may turn
 * `exists` into a join, which reads all issues of a label.
 */
export function matches(db: ActorReader, filter: BoundFilter, { isCovered }: { isCovered: boolean }) {
  const eb = expressionBuilder<Tables & { candidate: Candidate }, 'candidate'>();
  const { label_ids = [], label_groups = [], assignee_id } = filter;
  const asksForColumns = columnsOf(filter).length > 0;
  const form = formIn(filter);
  return eb.and([
    ...(asksForColumns && isCovered ? [eb.and(ofColumns(db, filter, 'candidate'))] : []),
    ...label_ids.map((label_id) => eb(labelLink(eb, label_id), 'is not', null)),
    ...label_groups.map((labels) => eb(labelLinkOf(db, eb, labels), 'is not', null)),
    ...(assignee_id ? [eb(assigneeLink(eb, assignee_id), 'is not', null)] : []),
    ...(asksForColumns && !isCovered ? [eb(issueWith(eb, ofColumns(db, filter, 'issue')), 'is not', null)] : []),
    ...(form ? [eb(issueWith(eb, [whereOf(db, form, filter.where_values ?? [])]), 'is not', null)] : []),
  ]);
}

/** Condition: a column names one of these projects. */
export function isOneOfProjects(db: ActorReader, column: string, projects: Bind<string>) {
  return isOneOf(unguarded(db), column, projects);
}

/** What the index of words knows a candidate by, looked up. */
export function serialOfIssue() {
  const eb: Candidates = expressionBuilder<Tables & { candidate: Candidate }, 'candidate'>();
  return eb.selectFrom('issue').select('issue.serial').whereRef('issue.id', '=', 'candidate.id');
}

type Candidates = ExpressionBuilder<Tables & { candidate: Candidate }, 'candidate'>;

function labelLink(eb: Candidates, label_id: Bind<string>) {
  return eb
    .selectFrom('issue_label')
    .select('issue_label.label_id')
    .whereRef('issue_label.issue_id', '=', 'candidate.id')
    .where('issue_label.label_id', '=', label_id);
}

function labelLinkOf(db: ActorReader, eb: Candidates, labels: Bind<string>) {
  return eb
    .selectFrom('issue_label')
    .select('issue_label.label_id')
    .whereRef('issue_label.issue_id', '=', 'candidate.id')
    .where(isOneOf(unguarded(db), 'issue_label.label_id', labels))
    .limit(1);
}

function assigneeLink(eb: Candidates, user_id: Bind<string>) {
  return eb
    .selectFrom('issue_assignee')
    .select('issue_assignee.user_id')
    .whereRef('issue_assignee.issue_id', '=', 'candidate.id')
    .where('issue_assignee.user_id', '=', user_id);
}

function issueWith(eb: Candidates, conditions: Expression<SqlBool>[]) {
  return eb.selectFrom('issue').select('issue.id').whereRef('issue.id', '=', 'candidate.id').where(eb.and(conditions));
}

function ofColumns(db: ActorReader, filter: BoundFilter, of: 'candidate' | 'issue') {
  const { projects, statuses, priorities, author_id, unassigned } = filter;
  const eb = expressionBuilder<Tables, never>();
  const column = <C extends Column>(name: C) => sql.ref<IssueRow[C]>(`${of}.${name}`);
  return [
    ...(projects ? [isOneOfProjects(db, `${of}.project_id`, projects)] : []),
    ...(statuses ? [eb(column('status'), 'in', statuses)] : []),
    ...(priorities ? [eb(column('priority'), 'in', priorities)] : []),
    ...(author_id ? [eb(column('author_id'), '=', author_id)] : []),
    ...(unassigned ? [eb(column('assignee_count'), '=', 0)] : []),
    ...(filter.milestone_id ? [eb(column('milestone_id'), '=', filter.milestone_id)] : []),
    ...(filter.parent_id ? [eb(column('parent_id'), '=', filter.parent_id)] : []),
    ...(filter.milestones ? [isOneOf(unguarded(db), `${of}.milestone_id`, filter.milestones)] : []),
    ...(filter.without_milestone ? [eb(column('milestone_id'), 'is', null)] : []),
    ...TIMES.flatMap((time) => {
      const [from, until] = [filter[`${time}_after`], filter[`${time}_before`]];
      return [
        ...(from ? [eb(column(BOUNDED[time]), '>=', from)] : []),
        ...(until ? [eb(column(BOUNDED[time]), '<', until)] : []),
      ];
    }),
  ];
}
