/** What somebody is in a project. */
type Role = 'viewer' | 'member' | 'manager';

/** What is to be known of a project to say who may do what in it. */
type Standing = { visibility: 'internal' | 'private'; is_archived: boolean };

/** What an actor may see, and what the actor is in the projects. */
export type Sight = {
  /** The projects that are seen; null: none is hidden, and nothing has to be asked. */
  project_ids: ReadonlySet<string> | null;
  /** The same as JSON, for statements; undefined when none is hidden. */
  seen: string | undefined;
  /** All projects by id, also those that are not seen. */
  projects: ReadonlyMap<string, Standing>;
  /** In the projects of which the actor is a member. */
  roles: ReadonlyMap<string, Role>;
  /**
   * Private projects that are seen by right of an admin alone and that the admin has not looked at: the first look is
   * written down, and takes the project out. Left out where there are none.
   */
  foreign?: Set<string>;
};

/** For work that is done for nobody, and of which nobody gets anything to see. */
export const SEES_ALL: Sight = { project_ids: null, seen: undefined, projects: new Map(), roles: new Map() };

/** The sight of whoever sees these projects of all that there are. */
export function sightOf(
  projects: Sight['projects'],
  { project_ids, ...known }: { project_ids: readonly string[] } & Pick<Sight, 'roles' | 'foreign'>,
): Sight {
  if (project_ids.length === projects.size) return { project_ids: null, seen: undefined, projects, ...known };
  return { project_ids: new Set(project_ids), seen: JSON.stringify(project_ids), projects, ...known };
}

export function sees({ project_ids }: Sight, project_id: string): boolean {
  return project_ids === null || project_ids.has(project_id);
}
