import type { By, SignedInActor } from '../../../core/actor.ts';
import { lastPosition, positionText } from '../../../core/positions.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { readLog } from '../../event/queries/log.ts';
import { type ListChanges, SCHEMA, type SyncChanges } from '../schema.ts';
import { changedBy } from './changed.ts';
import { askedProjects, scopeOf } from './scope.ts';

/** Whoever is further behind gets all anew: that costs less than one event after another. */
const MOST_BEHIND = 10_000;

/** What events have changed since a position, of what the actor may see now. */
export async function listChanges(
  db: ActorReader,
  { projects, cursor, schema = SCHEMA, limit }: ListChanges,
  { actor }: By<SignedInActor>,
): Promise<SyncChanges> {
  const { log_id, position: last } = await lastPosition(db);
  const [of, after] = [cursor.slice(0, log_id.length), Number(cursor.slice(log_id.length + 1))];
  const reset = { cursor: positionText({ log_id, position: last }), more: false, reset: true, changes: [] };
  if (of !== log_id || schema !== SCHEMA || last - after > MOST_BEHIND) return reset;
  const entries = await readLog(db, after, limit);
  if (entries.some((entry) => isNewRole(entry, actor))) return reset;
  const asked = await askedProjects(db, projects);
  const changes = await changedBy(db, entries, { scope: scopeOf(db, actor, asked), actor, asked });
  const position = entries.at(-1)?.position ?? after;
  return {
    cursor: positionText({ log_id, position }),
    more: entries.length === limit,
    reset: false,
    changes,
  };
}

/** Who becomes an admin, or is none any more, sees other projects, in which nothing has happened. */
export function isNewRole({ type, subject_id, changes }: LogEntry, actor: SignedInActor): boolean {
  const isOneself = type === 'user.updated' && actor.kind === 'user' && subject_id === actor.id;
  return isOneself && changes.some(({ field }) => field === 'role');
}
