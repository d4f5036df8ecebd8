// Which projects an actor does not see any more, or did not for a while.

import type { SignedInActor } from '../../../core/actor.ts';
import { isAdmin } from '../../../core/actor.ts';
import type { EventType } from '../../../core/event-types.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import type { Asked } from './scope.ts';

type Viewing = { actor: SignedInActor; asked: Asked };

/**
 * The events by which the actor may have lost a project, by their positions. Whether it is seen again by now does not matter:
 * what happened in it meanwhile was not told. That a private project had an event tells nobody of it who was no member.
 */
export async function findLosses(
  db: ActorReader,
  entries: readonly LogEntry[],
  { actor, asked }: Viewing,
): Promise<Set<number>> {
  const about = entries.filter(({ type }) => LOSSES.includes(type)); // of all projects: what is read does not tell which there are
  if (about.length === 0) return new Set();
  const data = await readData(db, about);
  const losses = about
    .filter(({ subject_id }) => isWithin(subject_id, { actor, asked }))
    .filter((entry) => isLoss(entry, { data: data.get(entry.position) ?? {}, actor }));
  return new Set(losses.map(({ position }) => position));
}

const LOSSES: readonly string[] = [
  'project.member_changed',
  'project.updated',
  'project.deleted',
] satisfies EventType[];

function isWithin(id: string, { actor, asked }: { actor: SignedInActor; asked: Asked }): boolean {
  if (asked && !asked.has(id)) return false;
  return actor.kind === 'system' || !actor.project_ids || actor.project_ids.includes(id);
}

type Data = { user_id?: string; seen_by?: 'everybody' | string[] };

function isLoss({ type, changes }: LogEntry, { data, actor }: { data: Data; actor: SignedInActor }): boolean {
  const id = actor.kind === 'user' ? actor.id : undefined;
  if (type === 'project.member_changed') return data.user_id === id && changes.some(({ to }) => to === null);
  if (type === 'project.updated')
    return changes.some(({ field, from }) => field === 'visibility' && from === 'internal');
  if (type !== 'project.deleted') return false;
  return data.seen_by === 'everybody' || isAdmin(actor) || (id !== undefined && (data.seen_by?.includes(id) ?? false));
}

async function readData(db: ActorReader, entries: readonly LogEntry[]): Promise<Map<number, Data>> {
  const rows = await unguarded(db)
    .selectFrom('event')
    .select(['event.position', 'event.data'])
    .where(
      'event.position',
      'in',
      entries.map(({ position }) => position),
    )
    .execute();
  return new Map(rows.map(({ position, data }) => [position, JSON.parse(data) as Data]));
}
