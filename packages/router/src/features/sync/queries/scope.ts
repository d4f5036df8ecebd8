import { isAdmin, type SignedInActor } from '../../../core/actor.ts';
import { covers } from '../../../core/scopes.ts';
import { type ActorReader, readerFor } from '../../../visibility/handles.ts';
import { type Sight, sees } from '../../../visibility/sight.ts';
import { findProjectIds } from '../../project/queries/keys.ts';

/** The projects that somebody asks for, by id, whether or not they are seen. Undefined: all. */
export type Asked = ReadonlySet<string> | undefined;

/** What of all that an actor may see is synced. */
export type Scope = {
  project_ids: ReadonlySet<string>;
  showsUsers: boolean;
  /** A sight that ends there. */
  sight: Sight;
};

/** The same for all who sync the same. */
export function viewerOf({ showsUsers, sight }: Scope): string {
  return `${showsUsers} ${sight.seen}`;
}

export async function askedProjects(db: ActorReader, projects: string[] | undefined): Promise<Asked> {
  return projects?.length ? new Set((await findProjectIds(db, projects)).values()) : undefined;
}

const scopes = new WeakMap<Sight, WeakMap<object, Scope>>();

/** Stand for those who ask for nothing: for all that there is, with or without users. */
const [ALL, ALL_BUT_USERS] = [new Set<string>(), new Set<string>()];

/** What is synced to an actor as things are. It is remembered for as long as the actor sees the same. */
export function scopeOf({ sight }: ActorReader, actor: SignedInActor, asked: Asked): Scope {
  const known = scopes.get(sight) ?? new WeakMap<object, Scope>();
  const showsUsers = seesUsers(actor);
  const key = asked ?? (showsUsers ? ALL : ALL_BUT_USERS); // tokens of one user share a sight
  const scope = known.get(key) ?? { showsUsers, ...makeScope(sight, actor, asked) };
  scopes.set(sight, known.set(key, scope));
  return scope;
}

function makeScope(sight: Sight, actor: SignedInActor, asked: Asked): Omit<Scope, 'showsUsers'> {
  const wanted = [...sight.projects.keys()].filter((id) => sees(sight, id) && isWanted(sight, { id, actor, asked }));
  const seen = JSON.stringify(wanted);
  const project_ids = new Set(wanted);
  const { projects, roles } = sight;
  return { project_ids, sight: { projects, roles, project_ids, seen } };
}

/** An admin who syncs everything is not to look into each private project of others. */
function isWanted(
  { projects, roles }: Sight,
  { id, actor, asked }: { id: string; actor: SignedInActor; asked: Asked },
) {
  if (asked) return asked.has(id);
  return actor.kind === 'system' || !isAdmin(actor) || projects.get(id)?.visibility === 'internal' || roles.has(id);
}

/** A token that is good for issues alone is given their people by id. */
function seesUsers(actor: SignedInActor): boolean {
  return actor.kind === 'system' || actor.scopes === null || covers(actor.scopes, 'users:read');
}

/** Reads what is in a scope, and nothing else. */
export function within(db: ActorReader, { sight }: Scope): ActorReader {
  return readerFor(db, sight);
}
