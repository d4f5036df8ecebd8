// What changed in an event, of which a list shows the beginnings of texts alone.

import { jsonItems } from '@docket/db';
import { type RawBuilder, sql } from 'kysely';
import type { NewEvent, RecordedChange } from '../../../core/events.ts';
import { beginningOfLong, SHOWN_BYTES } from '../../../core/long-texts.ts';
import type { Reader } from '../../../visibility/handles.ts';
import type { IssueEvent } from '../schema.ts';

export type EventChange = IssueEvent['changes'][number];

type EventData = Pick<NonNullable<NewEvent['data']>, 'comment_id'> & { changes?: RecordedChange[] };

export function changesIn(data: string): EventChange[] {
  return (JSON.parse(data) as EventData).changes ?? [];
}

type LongChange = { position: number; field: string; to_was_cut: string | null } & Record<
  'from_text' | 'from_list' | 'to_text' | 'to_list',
  string | null
>;

/** What changed in the events at these positions, with the beginnings of its texts alone. */
export async function findLongChanges(db: Reader, positions: number[]): Promise<Map<number, EventChange[]>> {
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

export function shortened(change: EventChange): EventChange {
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
