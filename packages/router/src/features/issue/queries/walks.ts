import { type Bind, type Bound, merged, type Tables } from '@docket/db';
import { type NotNull, type SelectQueryBuilder, sql } from 'kysely';
import type { Position } from '../../../core/pagination.ts';
import { MOST_LOOKED_AT } from '../../../core/schema.ts';
import { comesAfter } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import type { Issue } from '../schema.ts';
import type { Column } from './conditions.ts';
import type { Lead } from './ways.ts';

export type BoundLead = Bound<Lead & Partial<Position>>;

type Walk = SelectQueryBuilder<Tables, keyof Tables, Position>;

/** The columns by which links are sorted. */
const LINK = ['listed_at', 'issue_id'] as const;

/** What the index of each lead knows of an issue beside its place. The migration that makes it says so. */
export function coveredBy(lead: { [Name in keyof Lead]?: unknown }): Column[] {
  if (lead.lead_label || lead.lead_assignee || lead.lead_unassigned) return ['priority'];
  if (lead.lead_author) return ['priority', 'assignee_count'];
  return lead.lead_priorities ? ['assignee_count'] : [];
}

/** The issues of a lead, newest first, without those in the bin. Each is read from an index alone. */
export function walk(db: ActorReader, lead: BoundLead, columns: Column[]): Walk {
  return merged(db, partsOf(db, lead, columns), { descending: ['created_at', 'id'], most: MOST_LOOKED_AT });
}

/** The same in parts, which have to be merged to be in order. */
export function partsOf(db: ActorReader, lead: BoundLead, columns: Column[] = []): Walk[] {
  const after = lead.created_at && lead.id ? { created_at: lead.created_at, id: lead.id } : undefined;
  const { lead_label, lead_assignee, lead_statuses } = lead;
  if (lead_label) {
    const links = labelled(db, columns)
      .where('label_id', '=', lead_label)
      .where(comesAfter(after, 'desc', LINK));
    return (lead_statuses ?? []).map((status) => links.where('status', '=', status));
  }
  if (lead_assignee) {
    const links = assigned(db, columns)
      .where('user_id', '=', lead_assignee)
      .where(comesAfter(after, 'desc', LINK));
    return (lead_statuses ?? []).map((status) => links.where('status', '=', status));
  }
  const issues = issuesOf(listed(db, columns).where(comesAfter(after, 'desc')), lead);
  return lead_statuses?.map((status, at) => ofState(issues, status, lead.lead_priorities?.[at])) ?? [issues];
}

type Issues = ReturnType<typeof listed>;

function issuesOf(issues: Issues, { lead_author, lead_unassigned }: BoundLead): Issues {
  if (lead_author) return issues.where('author_id', '=', lead_author);
  // SQLite takes an index of some rows only for the very words of its condition.
  return lead_unassigned ? issues.where('assignee_count', '=', sql.lit(0)) : issues;
}

function ofState(issues: Issues, status: Bind<Issue['status']>, priority?: Bind<Issue['priority']>): Issues {
  const ofStatus = issues.where('status', '=', status);
  return priority ? ofStatus.where('priority', '=', priority) : ofStatus;
}

function listed(db: ActorReader, columns: Column[]) {
  return unguarded(db)
    .selectFrom('issue')
    .select(['issue.id', 'issue.created_at', ...columns.map((column) => `issue.${column}` as const)])
    .where('deleted_at', 'is', null);
}

function labelled(db: ActorReader, columns: Column[]) {
  return unguarded(db)
    .selectFrom('issue_label')
    .select(['issue_id as id', 'listed_at as created_at', ...columns.filter(isOfLink)])
    .where('listed_at', 'is not', null)
    .$narrowType<{ created_at: NotNull }>();
}

function assigned(db: ActorReader, columns: Column[]) {
  return unguarded(db)
    .selectFrom('issue_assignee')
    .select(['issue_id as id', 'listed_at as created_at', ...columns.filter(isOfLink)])
    .where('listed_at', 'is not', null)
    .$narrowType<{ created_at: NotNull }>();
}

/** What links know of their issue. */
function isOfLink(column: Column): column is 'status' | 'priority' {
  return column === 'status' || column === 'priority';
}
