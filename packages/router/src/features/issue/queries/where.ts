import { type Bind, hasText, isOneOf } from '@docket/db';
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import type { Lackable, WhereForm } from './wheres.ts';

type Values = readonly Bind<string | number>[];

/**
 * Condition on a row of the table of issues, never null, so that it may be negated. Rows of other tables are looked up by
 * subqueries that give a value, as in `matches`.
 */
export function whereOf(db: ActorReader, form: WhereForm, values: Values): Expression<SqlBool> {
  const eb = expressionBuilder<object, never>();
  const of = (one: WhereForm) => whereOf(db, one, values);
  // Each form has a value at its place, and lists are texts of JSON.
  const value = (at: number) => values[at] as Bind<string>;
  if ('all' in form) return eb.and(form.all.map(of));
  if ('any' in form) return eb.or(form.any.map(of));
  if ('not' in form) return eb.not(of(form.not));
  if ('text' in form) return hasText(unguarded(db), 'issue.serial', value(form.text));
  if ('commenter' in form)
    return isThere(sql`comment where issue_id = issue.id and author_id = ${value(form.commenter)}`);
  if ('mentions' in form) return isThere(sql`mention where issue_id = issue.id and user_id = ${value(form.mentions)}`);
  if ('without' in form) return withoutAny(db, form.without);
  if ('link' in form) return hasLink(db, form.link, value(form.is));
  const column = sql.ref(`issue.${form.column}`);
  if ('is' in form) return known(isOneOf(unguarded(db), `issue.${form.column}`, value(form.is)));
  return known('from' in form ? sql`${column} >= ${value(form.from)}` : sql`${column} < ${value(form.until)}`);
}

/** False where a column is null. */
function known(condition: Expression<unknown>): Expression<SqlBool> {
  return sql<SqlBool>`case when ${condition} then 1 else 0 end = 1`;
}

function withoutAny(db: ActorReader, what: Lackable): Expression<SqlBool> {
  if (what === 'parent') return withoutParent(db);
  if (what === 'assignee') return sql<SqlBool>`issue.assignee_count = 0`;
  if (what === 'milestone') return sql<SqlBool>`issue.milestone_id is null`;
  if (what === 'due') return sql<SqlBool>`issue.due_on is null`;
  if (what === 'reason') return sql<SqlBool>`issue.closed_reason is null`;
  return expressionBuilder<object, never>().not(isThere(sql`issue_label where issue_id = issue.id`));
}

/** Or with one that is in the bin, or is not seen. */
function withoutParent(db: ActorReader): Expression<SqlBool> {
  const project = db.projects().select('project.id').where('project.id', '=', sql.ref<string>('parent.project_id'));
  const isSeen = sql`deleted_at is null and (${project}) is not null`;
  return expressionBuilder<object, never>().not(isThere(sql`issue as parent where id = issue.parent_id and ${isSeen}`));
}

function hasLink(db: ActorReader, link: 'label' | 'assignee', ids: Bind<string>): Expression<SqlBool> {
  return link === 'label'
    ? isThere(sql`issue_label where issue_id = issue.id and ${isOneOf(unguarded(db), 'issue_label.label_id', ids)}`)
    : isThere(
        sql`issue_assignee where issue_id = issue.id and ${isOneOf(unguarded(db), 'issue_assignee.user_id', ids)}`,
      );
}

function isThere(rows: Expression<unknown>): Expression<SqlBool> {
  return sql<SqlBool>`(select 1 from ${rows} limit 1) is not null`;
}
