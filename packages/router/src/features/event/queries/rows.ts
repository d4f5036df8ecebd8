import { sql } from 'kysely';
import { mostBytes } from '../../../core/answer-size.ts';
import { inOrderOf } from '../../../core/pagination.ts';
import { type ActorReader, type Reader, unguarded } from '../../../visibility/handles.ts';
import { findUserSummaries, weighUser } from '../../user/queries.ts';
import type { IssueEvent } from '../schema.ts';
import { changesIn, findLongChanges, shortened } from './changes.ts';
import { shownTo } from './shown.ts';

export const COLUMNS = [
  'event.position',
  'event.id',
  'event.type',
  'event.subject_id',
  'event.project_id',
  'event.actor_id',
  'event.actor_name',
  'event.created_at',
] as const;

/** More bytes than an event can have in a list: it may be of a change of all labels. */
export function weighEvent({ actor, actor_name, changes }: IssueEvent): number {
  const values = changes.flatMap(({ from, to }) => [from, to].flat());
  return (actor ? weighUser(actor) : 0) + mostBytes(actor_name, ...values) + changes.length * mostBytes();
}

/** The events at these positions, in their order, with the beginnings of long texts. */
export async function readShort(db: Reader, keys: { position: number }[]): Promise<EventRow[]> {
  const positions = keys.map(({ position }) => position);
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
  return page.map(({ data, ...row }) => ({
    ...row,
    changes: data === null ? (long.get(row.position) ?? []) : changesIn(data).map(shortened),
  }));
}

/** More of it is not read for a page: events may hold texts of a megabyte. */
const SHORT_DATA_BYTES = 4096;

const shortData = sql<string | null>`
  case when octet_length(cast(event.data as text)) <= ${sql.lit(SHORT_DATA_BYTES)} then cast(event.data as text) end`;

export const commentOf = sql<string | null>`event.data ->> 'comment_id'`;

export type EventRow = Pick<IssueEvent, 'id' | 'type' | 'actor_name' | 'comment_id' | 'changes' | 'created_at'> & {
  position: number;
  subject_id: string;
  project_id: string | null;
  actor_id: string | null;
};

export async function toEvents(db: ActorReader, rows: EventRow[]): Promise<IssueEvent[]> {
  const actors = await findUserSummaries(
    db,
    rows.flatMap((row) => row.actor_id ?? []),
  );
  const comments = await findExistingComments(
    db,
    rows.flatMap((row) => row.comment_id ?? []),
  );
  const show = await shownTo(db, rows);
  return rows.map(({ id, type, actor_id, actor_name, comment_id, changes, created_at }) => ({
    id,
    type,
    actor: actors.get(actor_id ?? '') ?? null,
    actor_name,
    comment_id,
    changes: comment_id === null || comments.has(comment_id) ? changes.flatMap(show) : [],
    created_at,
  }));
}

async function findExistingComments(db: ActorReader, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await unguarded(db).selectFrom('comment').select('id').where('id', 'in', ids).execute();
  return new Set(rows.map((row) => row.id));
}
