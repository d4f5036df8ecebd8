import type { Bound } from '@docket/db';
import { AppError } from '../../../core/errors.ts';
import { byName, inOrderOf, type List, readList } from '../../../core/pagination.ts';
import { walkIndex } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { ListProjects, Project, ProjectSummary } from '../schema.ts';
import { findProjectIds } from './keys.ts';

/** The projects that the actor sees, by key. */
export function listProjects(db: ActorReader, input: ListProjects): Promise<List<Project>> {
  const { is_archived } = input;
  const places = walkIndex(db, {
    cursors: byName,
    walk: (after) =>
      db
        .projects()
        .select(['project.key as name_key', 'project.archived_at'])
        .where('project.key', '>', after?.name_key ?? '')
        .orderBy('project.key'),
    matches: (eb) =>
      eb.and(is_archived === undefined ? [] : [eb('candidate.archived_at', is_archived ? 'is not' : 'is', null)]),
  });
  return readList(input, {
    ...places,
    async read(found) {
      const keys = found.map(({ name_key }) => name_key);
      const rows = await projectRows(db).where('project.key', 'in', keys).execute();
      return inOrderOf(keys, rows, ({ key }) => key).map((row) => toProject(db, row));
    },
  });
}

/**
 * A project that the actor sees, by id or by a key that it has or had.
 *
 * @throws AppError `project_not_found`
 */
export async function getProject(db: ActorReader, key: string): Promise<Project> {
  const id = (await findProjectIds(db, [key])).get(key);
  const [row] = await findRow(db, { id: id ?? '' }); // also for none, so that it takes as long as for one that is not seen
  if (!row) throw new AppError('project_not_found');
  return toProject(db, row);
}

const findRow = prepared((db: ActorReader, { id }: Bound<{ id: string }>) =>
  projectRows(db).where('project.id', '=', id),
);

/** Those of these projects that the actor sees, in short, by id. To be shown: it is a look. */
export async function findProjectSummaries(db: ActorReader, ids: string[]): Promise<Map<string, ProjectSummary>> {
  if (ids.length === 0) return new Map();
  const found = db.projects().select(['project.id', 'project.key', 'project.name']);
  const projects = await found.where('project.id', 'in', [...new Set(ids)]).execute();
  for (const { id } of projects) db.look(id);
  return new Map(projects.map((project) => [project.id, project]));
}

function projectRows(db: ActorReader) {
  return db
    .projects()
    .innerJoin('issue_counter', 'issue_counter.project_id', 'project.id')
    .selectAll('project')
    .select(['issue_counter.open_issues', 'issue_counter.closed_issues']);
}

type ProjectRow = Awaited<ReturnType<ReturnType<typeof projectRows>['execute']>>[number];

function toProject(db: ActorReader, row: ProjectRow): Project {
  const { id, key, name, description, visibility, open_issues, closed_issues } = row;
  const { version, created_at, updated_at, archived_at } = row;
  db.look(id);
  const my_role = db.sight.roles.get(id) ?? null;
  const shown = { id, key, name, description, visibility, my_role, open_issues, closed_issues };
  return { ...shown, version, created_at, updated_at, archived_at };
}
