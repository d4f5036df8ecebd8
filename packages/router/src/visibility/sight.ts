/** What somebody is in a project. */
type Role = 'viewer' | 'member' | 'manager';

/** What an actor may see, and what the actor is in the projects. */
export type Sight = {
  /** The projects that are seen; null: none is hidden, and nothing has to be asked. */
  project_ids: ReadonlySet<string> | null;
  /** The same as JSON, for statements; undefined when none is hidden. */
  seen: string | undefined;
  /** In the projects of which the actor is a member. */
  roles: ReadonlyMap<string, Role>;
};

/** Of our own scripts, and of whoever no project is hidden from. */
export const SEES_ALL: Sight = { project_ids: null, seen: undefined, roles: new Map() };

export function sees({ project_ids }: Sight, project_id: string): boolean {
  return project_ids === null || project_ids.has(project_id);
}
