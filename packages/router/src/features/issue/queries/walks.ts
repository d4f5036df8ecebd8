import {
  type Bind,
  type Bound,
  eachText,
  type From,
  forEachText,
  fromTable,
  isOneNumberOf,
  issuesOfEach,
  merged,
  type Tables,
  textOfEach,
} from '@docket/db';
import {
  type Compilable,
  type Expression,
  expressionBuilder,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import { MOST_LOOKED_AT } from '../../../core/schema.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { type Column, isOfLink } from './conditions.ts';
import type { Candidate, Place } from './orders.ts';
import type { Lead } from './ways.ts';

/** Reads on behind a place. */
export type After = { after_value?: Place['value']; after_id?: string };

/** What a walk in order is walked by: each of its projects is a part of it. */
export type OrderedLead = Omit<Lead, 'lead_within'> & { lead_projects?: string[] };

export type BoundLead = Bound<OrderedLead & After>;

type Walk = SelectQueryBuilder<Tables, keyof Tables, Candidate>;

/** What the index of each lead knows of an issue beside its place and status. The migration that makes it says so. */
export function coveredBy(lead: { [Name in keyof Lead]?: unknown }): Column[] {
  if (lead.lead_label || lead.lead_assignee || lead.lead_unassigned) return ['project_id', 'priority'];
  if (lead.lead_closed || lead.lead_due) return ['project_id', 'status', 'priority', 'assignee_count'];
  return ['project_id', 'priority', 'assignee_count'];
}

/** The issues of a lead in its order, without those in the bin. Each is read from an index alone. */
export function walk(db: ActorReader, lead: BoundLead, columns: Column[]): Walk {
  const after = lead.after_value && lead.after_id ? { value: lead.after_value, id: lead.after_id } : undefined;
  const order = { by: ['value', 'id'], isAscending: lead.is_ascending === true, most: MOST_LOOKED_AT } as const;
  if (!lead.by_priority) return merged(db, partsOf(db, lead, { columns, after }), order);
  // Those of one priority come after all of another.
  const ofEach = (lead.lead_priorities ?? []).map((priority, at) => {
    const ofOne = { ...lead, lead_priorities: [priority] };
    const inOrder = merged(db, partsOf(db, ofOne, { columns, after: at === 0 ? after : undefined }), order);
    return unguarded(db)
      .selectFrom(inOrder.limit(sql.lit(MOST_LOOKED_AT)).as('part'))
      .selectAll() as unknown as Walk; // as in `merged`
  });
  return ofEach.reduce((all, part) => all.unionAll(part));
}

type BoundPlace = { value: Bind<Place['value']>; id: Bind<string> };

type Wanted = { columns?: Column[]; after?: BoundPlace | undefined; from?: From };

/** The same in parts, which have to be merged to be in order. */
function partsOf(db: ActorReader, lead: BoundLead, wanted: Wanted): Walk[] {
  let parts = [lead.lead_label || lead.lead_assignee ? linksOf(db, lead, wanted) : issuesOf(db, lead, wanted)];
  parts = eachOf(lead.lead_projects, parts, (part, id) => part.where('project_id', '=', id));
  parts = eachOf(lead.lead_statuses, parts, (part, status) => part.where('status', '=', status));
  return eachOf(lead.lead_priorities, parts, (part, priority) => part.where('priority', '=', priority));
}

type Unordered = { columns?: Column[]; most: Expression<number> };

/** So many issues of a lead at most, in no order that a list has. It is the same order whatever other issues there are. */
export function unordered(db: ActorReader, lead: Bound<Lead>, { columns = [], most }: Unordered): Walk {
  return someOf(unorderedParts(db, lead, { columns, most }), most);
}

function someOf([first, ...others]: Walk[], most: Expression<number>): Walk {
  if (!first) throw new Error('There is nothing to look at');
  return others.reduce((all, part) => all.unionAll(part), first).limit(most);
}

/** The same with other columns of the issues, for which each is looked up once. */
export function withColumns(
  db: ActorReader,
  lead: Bound<Lead>,
  { columns, most }: { columns: readonly string[]; most: Expression<number> },
) {
  const [serials, wanted] = [lead.lead_serials, [...new Set(columns)]];
  if (!serials) return issuesOfEach(unguarded(db), unordered(db, lead, { most }), wanted);
  return someOf(ofSerials(db, { serials, named_id: lead.lead_named, columns: wanted }), most);
}

function unorderedParts(db: ActorReader, lead: Bound<Lead>, { columns = [], most }: Unordered): Walk[] {
  const { lead_serials, lead_named, lead_within, ...others } = lead;
  if (lead_serials) return ofSerials(db, { serials: lead_serials, named_id: lead_named });
  if (!lead_within) return partsOf(db, others, { columns });
  return forEachText(unguarded(db), { json: lead_within, most }, (from) =>
    partsOf(db, others, { columns, from }).map((part) => part.where('project_id', '=', textOfEach)),
  );
}

/** Where the issues of each project begin behind a place: the first value of each of its parts, or null. */
export function beginnings(
  db: ActorReader,
  { lead_within, ...lead }: Bound<Lead & After & { lead_within: string }>,
): Compilable<Beginnings> {
  const after = lead.after_value && lead.after_id ? { value: lead.after_value, id: lead.after_id } : undefined;
  const direction = lead.is_ascending ? 'asc' : 'desc';
  const firsts = partsOf(db, lead, { after }).map((part, at) => {
    const ofEach = part.where('project_id', '=', textOfEach).orderBy('value', direction).orderBy('id', direction);
    return unguarded(db).selectFrom(ofEach.limit(1).as('part')).select('part.value').as(`first_${at}`);
  });
  return db
    .selectFrom(eachText(unguarded(db), lead_within))
    .select(textOfEach.as('project_id'))
    .select(firsts)
    .$castTo<Beginnings>();
}

type Beginnings = { project_id: string } & Record<string, Place['value'] | null>;

/** The parts of the parts. */
function eachOf<T>(values: readonly T[] | undefined, parts: Walk[], partOf: (part: Walk, value: T) => Walk) {
  return values ? parts.flatMap((part) => values.map((value) => partOf(part, value))) : parts;
}

/** The column of the table of issues by which a lead is sorted. */
function columnOf(lead: { [Name in keyof Lead]?: unknown }) {
  if (lead.lead_closed) return 'closed_at';
  if (lead.lead_due) return 'due_on';
  if (lead.by_updated) return 'updated_at';
  if (lead.by_number) return 'number';
  if (lead.by_due) return 'due_order';
  if (lead.by_reactions) return 'reaction_count';
  return lead.by_comments ? 'comment_count' : 'created_at';
}

/** Condition: between the bounds of a lead, and behind a place in its order. */
function isWithin(lead: BoundLead, after: BoundPlace | undefined, [value, id]: readonly [string, string]) {
  const eb = expressionBuilder<Tables, never>();
  const { value_from, value_until } = lead;
  const operator = sql.raw(lead.is_ascending ? '>' : '<');
  return eb.and([
    ...(value_from ? [sql<SqlBool>`${sql.ref(value)} >= ${value_from}`] : []),
    ...(value_until ? [sql<SqlBool>`${sql.ref(value)} < ${value_until}`] : []),
    ...(after ? [sql<SqlBool>`(${sql.ref(value)}, ${sql.ref(id)}) ${operator} (${after.value}, ${after.id})`] : []),
  ]);
}

function issuesOf(
  db: ActorReader,
  lead: BoundLead,
  { columns = [], after, from = fromTable(unguarded(db)) }: Wanted,
): Walk {
  const { lead_author, lead_milestone, lead_parent, lead_unassigned, lead_closed, lead_due } = lead;
  const value = columnOf(lead);
  const issues = from('issue')
    .select(['issue.id', `issue.${value} as value`, ...columns.map((column) => `issue.${column}` as const)])
    .where('deleted_at', 'is', null)
    .where(isWithin(lead, after, [value, 'issue.id']))
    .$if(lead_author !== undefined, (query) => query.where('author_id', '=', lead_author as Bind<string>))
    .$if(lead_milestone !== undefined, (query) => query.where('milestone_id', '=', lead_milestone as Bind<string>))
    .$if(lead_parent !== undefined, (query) => query.where('parent_id', '=', lead_parent as Bind<string>))
    // SQLite takes an index of some rows only for the very words of its condition.
    .$if(lead_unassigned === true, (query) => query.where('assignee_count', '=', sql.lit(0)))
    .$if(lead_closed === true, (query) => query.where('closed_at', 'is not', null))
    .$if(lead_due === true, (query) => query.where('due_on', 'is not', null));
  return issues as unknown as Walk; // the column is one that has a place
}

type OfSerials = { serials: Bind<string>; named_id: Bind<string> | undefined; columns?: string[] };

/** The index of words knows issues by their serials alone. With one more, unless it is among them. */
function ofSerials(db: ActorReader, { serials, named_id, columns = [] }: OfSerials): Walk[] {
  const isAmong = isOneNumberOf(unguarded(db), 'issue.serial', serials);
  const issues = unguarded(db)
    .selectFrom('issue')
    .select(['issue.id', 'issue.serial as value'])
    .select(columns.map((column) => sql.ref(`issue.${column}`).as(column)));
  const there = issues.where('deleted_at', 'is', null);
  const named = named_id && there.where('id', '=', named_id).where((eb) => eb.not(isAmong));
  return [there.where(isAmong), ...(named ? [named] : [])];
}

/** By a label, or by an assignee. */
function linksOf(
  db: ActorReader,
  lead: BoundLead,
  { columns = [], after, from = fromTable(unguarded(db)) }: Wanted,
): Walk {
  const { lead_label, lead_assignee } = lead;
  const links = lead_label
    ? from('issue_label').where('label_id', '=', lead_label)
    : from('issue_assignee').where('user_id', '=', lead_assignee as Bind<string>); // one of both
  return (links as Links) // they are alike in both tables
    .select(['issue_id as id', 'listed_at as value', ...columns.filter(isOfLink)])
    .where('listed_at', 'is not', null)
    .where(isWithin(lead, after, ['listed_at', 'issue_id'])) as unknown as Walk; // the place is not null
}

type Links = SelectQueryBuilder<Tables, 'issue_label', object>;
