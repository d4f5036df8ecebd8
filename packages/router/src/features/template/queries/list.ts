import { mostBytes } from '../../../core/answer-size.ts';
import { byNameAndId, inOrderOf, type List, readList } from '../../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { getProject } from '../../project/queries/get.ts';
import { weighUser } from '../../user/queries.ts';
import type { ListTemplates, Template } from '../schema/template.ts';
import { toTemplates } from './get.ts';

/**
 * The templates of a project, by name.
 *
 * @throws AppError `project_not_found`
 */
export async function listTemplates(db: ActorReader, input: ListTemplates): Promise<List<Template>> {
  const { id: project_id } = await getProject(db, input.project);
  const places = walkIndex(db, {
    cursors: byNameAndId,
    walk: (after) =>
      db
        .selectFrom('template')
        .select(['name_key', 'id'])
        .where('project_id', '=', project_id)
        .where(comesAfter(after && { created_at: after.name_key, id: after.id }, 'asc', ['name_key', 'id']))
        .orderBy('name_key')
        .orderBy('id'),
  });
  return readList(input, {
    ...places,
    weigh: weighTemplate,
    async read(found) {
      const ids = found.map(({ id }) => id);
      const rows = await db.selectFrom('template').selectAll().where('id', 'in', ids).execute();
      return toTemplates(
        db,
        inOrderOf(ids, rows, ({ id }) => id),
      );
    },
  });
}

/** More bytes than a template can have in an answer. */
function weighTemplate({ name, title, description, project, labels, assignees }: Template): number {
  const people = assignees.reduce((sum, user) => sum + weighUser(user), 0);
  const texts = labels.flatMap((label) => [label.name, label.description, label.project?.name ?? null]);
  return people + mostBytes(name, title, description, project.name, ...texts) + labels.length * mostBytes();
}
