// What events have touched, and where it was. What has become of it is read afterwards.

import { type EventFamily, familyOf } from '../../../core/event-types.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import type { Reader } from '../../../visibility/handles.ts';
import { projectIn } from '../../event/queries/shown.ts';
import { findProjectIds } from '../../project/queries/keys.ts';

export type Type = 'project' | 'user' | 'label' | 'milestone' | 'issue';

const TYPES: Record<EventFamily, Type | undefined> = {
  issue: 'issue',
  comment: 'issue',
  attachment: undefined,
  relation: undefined,
  project: 'project',
  label: 'label',
  milestone: 'milestone',
  user: 'user',
  session: undefined,
  token: undefined,
  webhook: undefined,
};

/** Something that events have touched. */
export type Touched = {
  type: Type;
  id: string;
  /** Those of the events. */
  positions: number[];
  /** The projects in which it was meanwhile. Null: it is for all. */
  places: Set<string | null>;
};

/** Beside what everybody may see of users, they have much that nobody is told of. */
const SHOWN_OF_USERS = ['username', 'first_name', 'last_name', 'avatar_url', 'email'];

const UNSEEN = [
  'user.invited',
  'user.password_changed',
  'user.password_reset',
  'user.logged_out_everywhere',
  'project.looked_into',
  'comment.updated',
];

/** What an event touches of what is synced. */
export function typeOf({ type, changes }: LogEntry): Type | undefined {
  if (UNSEEN.includes(type)) return undefined;
  if (type === 'user.updated' && !changes.some(({ field }) => SHOWN_OF_USERS.includes(field))) return undefined;
  const family = familyOf(type);
  return family && TYPES[family];
}

/** All that these events have touched, each once. */
export async function touchedBy(db: Reader, entries: readonly LogEntry[]): Promise<Touched[]> {
  const origins = await originsOf(db, entries);
  const found = new Map<string, Touched>();
  for (const entry of entries) {
    const type = typeOf(entry);
    if (!type) continue;
    const id = entry.subject_id;
    const touched = found.get(id) ?? { type, id, positions: [], places: new Set() };
    touched.positions.push(entry.position);
    for (const place of [entry.project_id, ...(origins.get(entry.position) ?? [])]) touched.places.add(place);
    found.set(id, touched);
  }
  return [...found.values()];
}

/** The projects from which issues were moved, by the positions of the moves. */
async function originsOf(db: Reader, entries: readonly LogEntry[]): Promise<Map<number, string[]>> {
  const moves = entries.flatMap(({ type, position, changes }) =>
    type === 'issue.updated'
      ? changes.flatMap(({ field, from }) => (field === 'project' ? { position, key: projectIn(from) } : []))
      : [],
  );
  const projects =
    moves.length > 0
      ? await findProjectIds(
          db,
          moves.map(({ key }) => key),
        )
      : new Map<string, string>();
  return new Map(moves.map(({ position, key }) => [position, [projects.get(key) ?? []].flat()]));
}
