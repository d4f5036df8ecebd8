import { isOneOf } from '@docket/db';
import { type Expression, type SqlBool, sql } from 'kysely';
import { byNameAndId, inOrderOf, type List, readList } from '../../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import type { ListMilestones, Milestone } from '../schema.ts';
import { milestoneRows, toMilestone } from './get.ts';

/** Milestones by title: of the projects that the actor sees, or of the one that is asked for. */
export async function listMilestones(db: ActorReader, input: ListMilestones): Promise<List<Milestone>> {
  const asked = await conditionsOf(db, input);
  const places = walkIndex(db, {
    cursors: byNameAndId,
    walk: (after) =>
      unguarded(db)
        .selectFrom('milestone')
        .select(['title_key as name_key', 'id', 'project_id', 'state'])
        .where(comesAfter(after && { created_at: after.name_key, id: after.id }, 'asc', ['title_key', 'id']))
        .where('deleted_at', 'is', null)
        .orderBy('title_key')
        .orderBy('id'),
    ...(asked.length > 0 && { matches: (eb) => eb.and(asked) }),
  });
  return readList(input, {
    ...places,
    async read(found) {
      const ids = found.map(({ id }) => id);
      const rows = await milestoneRows(db).where('milestone.id', 'in', ids).execute();
      for (const { project_id } of rows) db.look(project_id);
      return inOrderOf(ids, rows, ({ id }) => id).map(toMilestone);
    },
  });
}

/** What is asked of each candidate. */
async function conditionsOf(db: ActorReader, { project, state }: ListMilestones): Promise<Expression<SqlBool>[]> {
  const ofState = state ? [sql<SqlBool>`candidate.state = ${state}`] : [];
  if (project !== undefined) {
    const id = (await findProjectIds(db, [project])).get(project);
    const isThere = id !== undefined && sees(db.sight, id);
    return [isThere ? sql<SqlBool>`candidate.project_id = ${id}` : sql<SqlBool>`1 = 0`, ...ofState];
  }
  const { seen } = db.sight;
  return seen === undefined ? ofState : [isOneOf(unguarded(db), 'candidate.project_id', seen), ...ofState];
}
