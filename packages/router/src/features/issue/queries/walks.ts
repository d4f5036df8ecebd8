import { type Bound, merged, type Reader, type Tables } from '@docket/db';
import { type NotNull, type SelectQueryBuilder, sql } from 'kysely';
import type { Position } from '../../../core/pagination.ts';
import { MOST_LOOKED_AT } from '../../../core/schema.ts';
import { comesAfter } from '../../../core/walk.ts';
import type { Column } from './conditions.ts';
import type { Lead } from './ways.ts';

export type BoundLead = Bound<Lead & Partial<Position>>;

type Walk = SelectQueryBuilder<Tables, keyof Tables, Position>;

/** The columns by which links are sorted. */
const LINK = ['listed_at', 'issue_id'] as const;

/** What the index of each lead knows of an issue beside its place. The migration that makes it says so. */
export function coveredBy(lead: BoundLead): Column[] {
  if (lead.lead_author !== undefined) return ['status', 'priority', 'assignee_count'];
  if (lead.lead_unassigned) return ['status', 'priority'];
  return lead.lead_statuses ? ['assignee_count'] : [];
}

/** The issues of a lead, newest first, without those in the bin. Each is read from an index alone. */
export function walk(db: Reader, lead: BoundLead, columns: Column[]): Walk {
  return merged(db, partsOf(db, lead, columns), { descending: ['created_at', 'id'], most: MOST_LOOKED_AT });
}

/** The same in parts, which have to be merged to be in order. */
export function partsOf(db: Reader, lead: BoundLead, columns: Column[] = []): Walk[] {
  const after = lead.created_at && lead.id ? { created_at: lead.created_at, id: lead.id } : undefined;
  if (lead.lead_label)
    return [
      labelled(db)
        .where('label_id', '=', lead.lead_label)
        .where(comesAfter(after, 'desc', LINK)),
    ];
  if (lead.lead_assignee)
    return [
      assigned(db)
        .where('user_id', '=', lead.lead_assignee)
        .where(comesAfter(after, 'desc', LINK)),
    ];
  const issues = listed(db, columns).where(comesAfter(after, 'desc'));
  if (lead.lead_author) return [issues.where('author_id', '=', lead.lead_author)];
  // SQLite takes an index of some rows only for the very words of its condition.
  if (lead.lead_unassigned) return [issues.where('assignee_count', '=', sql.lit(0))];
  if (!lead.lead_statuses) return [issues];
  return lead.lead_statuses.map((status, at) => {
    const ofStatus = issues.where('status', '=', status);
    const priority = lead.lead_priorities?.[at];
    return priority ? ofStatus.where('priority', '=', priority) : ofStatus;
  });
}

function listed(db: Reader, columns: Column[]) {
  return db
    .selectFrom('issue')
    .select(['issue.id', 'issue.created_at', ...columns.map((column) => `issue.${column}` as const)])
    .where('deleted_at', 'is', null);
}

function labelled(db: Reader) {
  return db
    .selectFrom('issue_label')
    .select(['issue_id as id', 'listed_at as created_at'])
    .where('listed_at', 'is not', null)
    .$narrowType<{ created_at: NotNull }>();
}

function assigned(db: Reader) {
  return db
    .selectFrom('issue_assignee')
    .select(['issue_id as id', 'listed_at as created_at'])
    .where('listed_at', 'is not', null)
    .$narrowType<{ created_at: NotNull }>();
}
