// What events have touched, and where it was. What has become of it is read afterwards.

import type { Bound } from '@docket/db';
import { type EventFamily, familyOf } from '../../../core/event-types.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { type Reader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { projectIn } from '../../event/queries/shown.ts';
import { findProjectIds } from '../../project/queries/keys.ts';

export type Type = 'project' | 'user' | 'label' | 'milestone' | 'issue';

const TYPES: Record<EventFamily, Type | undefined> = {
  issue: 'issue',
  comment: 'issue',
  attachment: undefined,
  relation: undefined,
  reaction: 'issue',
  project: 'project',
  label: 'label',
  milestone: 'milestone',
  user: 'user',
  session: undefined,
  token: undefined,
  view: undefined,
  template: undefined,
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
  for (const { entry, child } of await childrenOf(db, entries)) {
    const { id, project_id } = child;
    const touched = found.get(id) ?? { type: 'issue', id, positions: [], places: new Set() };
    if (!touched.positions.includes(entry.position)) touched.positions.push(entry.position);
    found.set(id, { ...touched, places: touched.places.add(project_id) });
  }
  return [...found.values()];
}

/** The parts of issues that come into a project: a copy is told of what they are part of if that is seen. */
async function childrenOf(db: Reader, entries: readonly LogEntry[]) {
  const parents = entries.filter(
    ({ type, changes }) =>
      type === 'issue.created' || type === 'issue.imported' || changes.some(({ field }) => field === 'project'),
  );
  if (parents.length === 0) return [];
  const ids = [...new Set(parents.map(({ subject_id }) => subject_id))];
  const children = await findChildren(db, { ids });
  return parents.flatMap((entry) =>
    children.flatMap((child) => (child.parent_id === entry.subject_id ? { entry, child } : [])),
  );
}

const findChildren = prepared((db: Reader, { ids }: Bound<{ ids: string[] }>) =>
  unguarded(db).selectFrom('issue').select(['id', 'project_id', 'parent_id']).where('parent_id', 'in', ids),
);

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
