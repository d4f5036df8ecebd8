import { jsonItems } from '@docket/db';
import { type RawBuilder, sql } from 'kysely';
import { mostBytes } from '../../core/answer-size.ts';
import { AppError } from '../../core/errors.ts';
import type { NewEvent, RecordedChange } from '../../core/events.ts';
import { beginningOfLong, SHOWN_BYTES } from '../../core/long-texts.ts';
import { byPosition, inOrderOf, type List, readList } from '../../core/pagination.ts';
import { walkIndex } from '../../core/walk.ts';
import { type ActorReader, unguarded } from '../../visibility/handles.ts';
import { getIssueRow } from '../issue/queries/get.ts';
import { findUserSummaries, weighUser } from '../user/queries.ts';
import type { IssueEvent, ListIssueEvents } from './schema.ts';

type EventChange = IssueEvent['changes'][number];

type EventData = Pick<NonNullable<NewEvent['data']>, 'comment_id'> & { changes?: RecordedChange[] };

const COLUMNS = [
  'event.position',
  'event.id',
  'event.type',
  'event.actor_id',
  'event.actor_name',
  'event.created_at',
] as const;

/**
 * A page of what happened to an issue, the oldest event first, with the beginnings of long texts. What a comment said
 * before it was edited is shown as long as there is the comment.
 *
 * @throws AppError `issue_not_found`
 */
export async function listIssueEvents(db: ActorReader, input: ListIssueEvents): Promise<List<IssueEvent>> {
  const issue = await getIssueRow(db, input.id);
  const places = walkIndex(db, {
    cursors: byPosition(`events-of-${issue.id}`),
    walk: (after) =>
      db
        .eventsOf(issue)
        .select('position')
        .where('position', '>', after?.position ?? 0)
        .orderBy('position'),
  });
  return readList(input, {
    ...places,
    weigh: weighEvent,
    read: (keys) =>
      readShort(
        db,
        keys.map(({ position }) => position),
      ),
  });
}

/** More bytes than an event can have in a list: it may be of a change of all labels. */
function weighEvent({ actor, actor_name, changes }: IssueEvent): number {
  const values = changes.flatMap(({ from, to }) => [from, to].flat());
  return (actor ? weighUser(actor) : 0) + mostBytes(actor_name, ...values) + changes.length * mostBytes();
}

/** The events at these positions, in their order, with the beginnings of long texts. */
async function readShort(db: ActorReader, positions: number[]): Promise<IssueEvent[]> {
  const found = await unguarded(db)
    .selectFrom('event')
    .select(COLUMNS)
    .select([commentOf.as('comment_id'), shortData.as('data')])
    .where('position', 'in', positions)
    .execute();
  const page = inOrderOf(positions, found, ({ position }) => position);
  const long = await findLongChanges(
    db,
    page.flatMap(({ position, data }) => (data === null ? position : [])),
  );
  const rows = page.map(({ data, ...row }) => ({
    ...row,
    changes: data === null ? (long.get(row.position) ?? []) : changesIn(data).map(shortened),
  }));
  return toEvents(db, rows);
}

/**
 * One event of an issue that is not in the bin, with all of what stood there before.
 *
 * @throws AppError `event_not_found`
 */
export async function getEvent(db: ActorReader, id: string): Promise<IssueEvent> {
  const row = await db
    .issueEvents()
    .select(COLUMNS)
    .select([commentOf.as('comment_id'), 'event.data'])
    .where('event.id', '=', id)
    .executeTakeFirst();
  const [event] = row ? await toEvents(db, [{ ...row, changes: changesIn(row.data) }]) : [];
  if (!event) throw new AppError('event_not_found');
  return event;
}

/** More of it is not read for a page: events may hold texts of a megabyte. */
const SHORT_DATA_BYTES = 4096;

const shortData = sql<string | null>`
  case when octet_length(cast(event.data as text)) <= ${sql.lit(SHORT_DATA_BYTES)} then cast(event.data as text) end`;

const commentOf = sql<string | null>`event.data ->> 'comment_id'`;

function changesIn(data: string): EventChange[] {
  return (JSON.parse(data) as EventData).changes ?? [];
}

type LongChange = { position: number; field: string; to_was_cut: string | null } & Record<
  'from_text' | 'from_list' | 'to_text' | 'to_list',
  string | null
>;

/** What changed in the events at these positions, with the beginnings of its texts alone. */
async function findLongChanges(db: ActorReader, positions: number[]): Promise<Map<number, EventChange[]>> {
  const found = new Map<number, EventChange[]>();
  if (positions.length === 0) return found;
  const { rows } = await sql<LongChange>`
    select event.position, change.value ->> 'field' as field, change.value ->> 'to_is_cut' as to_was_cut,
      ${textIn('from')} as from_text, ${listIn('from')} as from_list,
      ${textIn('to')} as to_text, ${listIn('to')} as to_list
    from event cross join ${jsonItems(db, { column: 'event.data', list: 'changes', as: 'change' })}
    where event.position in (${sql.join(positions)})
    order by event.position, change.key`.execute(db);
  for (const row of rows) {
    const change = shortened({
      field: row.field,
      from: row.from_text ?? (JSON.parse(row.from_list ?? 'null') as EventChange['from']),
      to: row.to_text ?? (JSON.parse(row.to_list ?? 'null') as EventChange['to']),
      ...(row.to_was_cut !== null && { to_is_cut: true }),
    });
    found.set(row.position, [...(found.get(row.position) ?? []), change]);
  }
  return found;
}

/** A text in a change, or as much of it as is needed to see that it is too long. */
function textIn(side: 'from' | 'to'): RawBuilder<string | null> {
  const value = sql`change.value -> ${sql.lit(side)}`;
  const text = sql`change.value ->> ${sql.lit(side)}`;
  return sql`case when cast(${value} as text) like '"%' then substr(${text}, 1, ${sql.lit(SHOWN_BYTES + 1)}) end`;
}

function listIn(side: 'from' | 'to'): RawBuilder<string | null> {
  const value = sql`cast(change.value -> ${sql.lit(side)} as text)`;
  return sql`case when ${value} like '[%' then ${value} end`;
}

function shortened(change: EventChange): EventChange {
  const [from, to] = [beginningOf(change.from), beginningOf(change.to)];
  if (from === undefined && to === undefined) return change;
  return {
    ...change,
    ...(from !== undefined && { from, from_is_cut: true }),
    ...(to !== undefined && { to, to_is_cut: true }),
  };
}

function beginningOf(value: EventChange['from']): string | undefined {
  return typeof value === 'string' ? beginningOfLong(value) : undefined;
}

type EventRow = Pick<IssueEvent, 'id' | 'type' | 'actor_name' | 'comment_id' | 'changes' | 'created_at'> & {
  actor_id: string | null;
};

async function toEvents(db: ActorReader, rows: EventRow[]): Promise<IssueEvent[]> {
  const actors = await findUserSummaries(
    db,
    rows.flatMap((row) => row.actor_id ?? []),
  );
  const comments = await findExistingComments(
    db,
    rows.flatMap((row) => row.comment_id ?? []),
  );
  return rows.map(({ id, type, actor_id, actor_name, comment_id, changes, created_at }) => ({
    id,
    type,
    actor: actors.get(actor_id ?? '') ?? null,
    actor_name,
    comment_id,
    changes: comment_id === null || comments.has(comment_id) ? changes : [],
    created_at,
  }));
}

async function findExistingComments(db: ActorReader, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await unguarded(db).selectFrom('comment').select('id').where('id', 'in', ids).execute();
  return new Set(rows.map((row) => row.id));
}
