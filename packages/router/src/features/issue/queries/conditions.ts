import { type Bind, type Bound, hasText, isOneOf, type Tables } from '@docket/db';
import { type Expression, type ExpressionBuilder, expressionBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import type { Filter } from './asked.ts';
import { type Candidate, type SortedBy, VALUES } from './orders.ts';
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

type Matching = { isCovered: boolean; textFrom?: () => Expression<number> };

/**
 * Condition: a candidate is all that a filter asks for. `isCovered`: it has the columns of the issue that this takes;
 * `textFrom`: no candidate has a lower serial.
 *
 * Rows of other tables are looked up by a subquery that gives a value, one for each candidate. PostgreSQL may turn
 * `exists` into a join, which reads all issues of a label.
 */
export function matches(db: ActorReader, filter: BoundFilter, { isCovered, textFrom }: Matching) {
  const eb = expressionBuilder<Tables & { candidate: Candidate }, 'candidate'>();
  const { label_ids = [], label_groups = [], assignee_id } = filter;
  const asksForColumns = columnsOf(filter).length > 0;
  return eb.and([
    ...(asksForColumns && isCovered ? [eb.and(ofColumns(db, filter, 'candidate'))] : []),
    ...label_ids.map((label_id) => eb(labelLink(eb, label_id), 'is not', null)),
    ...label_groups.map((labels) => eb(labelLinkOf(db, eb, labels), 'is not', null)),
    ...(assignee_id ? [eb(assigneeLink(eb, assignee_id), 'is not', null)] : []),
    ...(asksForColumns && !isCovered ? [eb(issueWith(eb, ofColumns(db, filter, 'issue')), 'is not', null)] : []),
    ...(asksByQuery(filter) ? [eb(issueWith(eb, ofQuery(db, filter, textFrom)), 'is not', null)] : []),
  ]);
}

/** Condition: a column names one of these projects. */
export function isOneOfProjects(db: ActorReader, column: string, projects: Bind<string>) {
  return isOneOf(unguarded(db), column, projects);
}

/** The place of a candidate in an order that its walk does not have, looked up. */
export function placeOfIssue(by: SortedBy) {
  const eb: Candidates = expressionBuilder<Tables & { candidate: Candidate }, 'candidate'>();
  const ofIssue = eb.selectFrom('issue').whereRef('issue.id', '=', 'candidate.id');
  return [
    eb.ref('candidate.id').as('id'),
    ofIssue.select(`issue.${VALUES[by]}`).as('value'),
    ...(by === 'priority' ? [ofIssue.select('issue.priority').as('priority')] : []),
  ];
}

/** The rank of a candidate in the order by relevance. */
export function rankOf(db: ActorReader, title_text: Bind<string>) {
  const eb: Candidates = expressionBuilder<Tables & { candidate: Candidate }, 'candidate'>();
  const isInTitle = hasText(unguarded(db), 'issue.serial', title_text);
  return eb
    .selectFrom('issue')
    .select(sql<number>`case when ${isInTitle} then 1 else 0 end`.as('is_in_title'))
    .whereRef('issue.id', '=', 'candidate.id')
    .as('rank');
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

/** Whether a query asks for anything that is no filter. */
export function asksByQuery(filter: { [Name in keyof Filter]?: unknown }): boolean {
  return filter.text !== undefined || formIn(filter) !== undefined;
}

function ofQuery(db: ActorReader, filter: BoundFilter, textFrom?: Matching['textFrom']): Expression<SqlBool>[] {
  const form = formIn(filter);
  return [
    ...(form ? [whereOf(db, form, filter.where_values ?? [])] : []),
    ...(filter.text
      ? [isHitOrNamed(hasText(unguarded(db), 'issue.serial', filter.text, textFrom?.()), filter.named_id)]
      : []),
  ];
}

function isHitOrNamed(isHit: Expression<SqlBool>, named_id: Bind<string> | undefined): Expression<SqlBool> {
  return named_id ? sql<SqlBool>`(issue.id = ${named_id} or ${isHit})` : isHit;
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
