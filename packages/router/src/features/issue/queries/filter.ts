import type { Bind, Bound, Tables } from '@docket/db';
import type { ExpressionBuilder } from 'kysely';
import type { SignedInActor } from '../../../core/actor.ts';
import { isId } from '../../../core/ids.ts';
import type { Position } from '../../../core/pagination.ts';
import { labelKey } from '../../label/queries.ts';
import type { ListIssues } from '../schema.ts';

/** What a list is asked for, as its query is given it: users and labels by what identifies them. */
export type Filter = {
  status?: ListIssues['status'];
  priority?: ListIssues['priority'];
  author_id?: string;
  author_name?: string;
  unassigned?: boolean;
  assignee_id?: string;
  assignee_name?: string;
  label_keys?: string[];
};

export function filterOf(actor: SignedInActor, { status, priority, author, assignee, label }: ListIssues): Filter {
  return {
    ...(status?.length && { status }),
    ...(priority?.length && { priority }),
    ...(author && userFilter(actor, 'author', author)),
    ...(assignee && (assignee === 'none' ? { unassigned: true } : userFilter(actor, 'assignee', assignee))),
    ...(label?.length && { label_keys: [...new Set(label.map(labelKey))] }),
  };
}

/** The user of this id or username; `me` is who asks. */
function userFilter(actor: SignedInActor, field: 'author' | 'assignee', key: string): Filter {
  if (key === 'me') return { [`${field}_id`]: actor.kind === 'user' ? actor.id : '' };
  return { [`${field}_${isId(key) ? 'id' : 'name'}`]: key.toLowerCase() };
}

type BoundFilter = Bound<Filter & Partial<Position>>;

type IssueExpressions = ExpressionBuilder<Tables, 'issue'>;

export function notDeleted(eb: IssueExpressions) {
  return eb('issue.deleted_at', 'is', null);
}

/** Condition: is not in the bin, is all that the filter asks for, and comes after a position, newest first. */
export function matches({ status, priority, label_keys = [], created_at, id, ...users }: BoundFilter) {
  return (eb: IssueExpressions) =>
    eb.and([
      notDeleted(eb),
      ...(status ? [eb('issue.status', 'in', status)] : []),
      ...(priority ? [eb('issue.priority', 'in', priority)] : []),
      ...isAuthor(eb, users),
      ...isAssigned(eb, users),
      ...label_keys.map((key) => hasLabel(eb, key)),
      ...(created_at !== undefined && id !== undefined ? [isOlder(eb, { created_at, id })] : []),
    ]);
}

function isOlder(eb: IssueExpressions, { created_at, id }: Bound<Position>) {
  return eb(eb.refTuple('issue.created_at', 'issue.id'), '<', eb.tuple(created_at, id));
}

function isAuthor(eb: IssueExpressions, { author_id, author_name }: BoundFilter) {
  if (author_id !== undefined) return [eb('issue.author_id', '=', author_id)];
  if (author_name !== undefined) return [eb('issue.author_id', 'in', usersNamed(eb, author_name))];
  return [];
}

function isAssigned(eb: IssueExpressions, { unassigned, assignee_id, assignee_name }: BoundFilter) {
  const assignees = assigneesOf(eb);
  if (unassigned) return [eb.not(eb.exists(assignees))];
  if (assignee_id !== undefined) return [eb.exists(assignees.where('issue_assignee.user_id', '=', assignee_id))];
  if (assignee_name === undefined) return [];
  return [eb.exists(assignees.where('issue_assignee.user_id', 'in', usersNamed(eb, assignee_name)))];
}

function assigneesOf(eb: IssueExpressions) {
  return eb
    .selectFrom('issue_assignee')
    .select('issue_assignee.user_id')
    .whereRef('issue_assignee.issue_id', '=', 'issue.id');
}

function hasLabel(eb: IssueExpressions, key: Bind<string>) {
  return eb.exists(
    eb
      .selectFrom('issue_label')
      .innerJoin('label', 'label.id', 'issue_label.label_id')
      .select('label.id')
      .whereRef('issue_label.issue_id', '=', 'issue.id')
      .where('label.name_key', '=', key),
  );
}

function usersNamed(eb: IssueExpressions, username_key: Bind<string>) {
  return eb.selectFrom('user').select('user.id').where('user.username_key', '=', username_key);
}
