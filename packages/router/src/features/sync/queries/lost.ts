// Which of the projects that are out of an actor's sight were in it before.

import type { SignedInActor } from '../../../core/actor.ts';
import { isAdmin } from '../../../core/actor.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import type { Asked, Scope } from './scope.ts';

type Viewing = { scope: Scope; actor: SignedInActor; asked: Asked };

/**
 * The projects that the actor saw until one of these events, and does not see now. That a private project had an event tells
 * nobody of it who was no member.
 */
export async function lostProjects(
  db: ActorReader,
  entries: readonly LogEntry[],
  { scope, actor, asked }: Viewing,
): Promise<Set<string>> {
  const about = entries.filter(({ type, subject_id: id }) => {
    return type.startsWith('project.') && !scope.project_ids.has(id) && isWithin(id, { actor, asked });
  });
  if (about.length === 0) return new Set();
  const data = await readData(db, about);
  const lost = about.filter((entry) => isLoss(entry, { data: data.get(entry.position) ?? {}, actor }));
  return new Set(lost.map(({ subject_id }) => subject_id));
}

function isWithin(id: string, { actor, asked }: { actor: SignedInActor; asked: Asked }): boolean {
  if (asked && !asked.has(id)) return false;
  return actor.kind === 'system' || !actor.project_ids || actor.project_ids.includes(id);
}

type Data = { user_id?: string; seen_by?: 'everybody' | string[] };

function isLoss({ type, changes }: LogEntry, { data, actor }: { data: Data; actor: SignedInActor }): boolean {
  const id = actor.kind === 'user' ? actor.id : undefined;
  if (type === 'project.member_changed') return data.user_id === id;
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
