import { isOneOf } from '@docket/db';
import { type Expression, type SqlBool, sql } from 'kysely';
import { byNameAndId, inOrderOf, type List, readList } from '../../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import type { Label, ListLabels } from '../schema.ts';
import { labelRows, toLabel } from './get.ts';

/** Labels by name: of all projects, and of those that the actor sees, or of the one that is asked for. */
export async function listLabels(db: ActorReader, input: ListLabels): Promise<List<Label>> {
  const isMeant = await conditionOf(db, input);
  const places = walkIndex(db, {
    cursors: byNameAndId,
    walk: (after) =>
      unguarded(db)
        .selectFrom('label')
        .select(['name_key', 'id', 'project_id'])
        .where(comesAfter(after && { created_at: after.name_key, id: after.id }, 'asc', ['name_key', 'id']))
        .where('deleted_at', 'is', null)
        .orderBy('name_key')
        .orderBy('id'),
    ...(isMeant && { matches: () => isMeant }),
  });
  return readList(input, {
    ...places,
    async read(found) {
      const ids = found.map(({ id }) => id);
      const rows = await labelRows(db).where('label.id', 'in', ids).execute();
      for (const { project_id } of rows) db.look(project_id);
      return inOrderOf(ids, rows, ({ id }) => id).map(toLabel);
    },
  });
}

/** What is asked of each candidate. Undefined: nothing, since no project is hidden and none is asked for. */
async function conditionOf(db: ActorReader, { project }: ListLabels): Promise<Expression<SqlBool> | undefined> {
  if (project !== undefined) {
    const id = (await findProjectIds(db, [project])).get(project);
    const isThere = id !== undefined && db.sight.projects.has(id) && sees(db.sight, id);
    return isThere ? sql<SqlBool>`(candidate.project_id is null or candidate.project_id = ${id})` : sql<SqlBool>`1 = 0`;
  }
  const { seen } = db.sight;
  if (seen === undefined) return undefined;
  return sql<SqlBool>`(candidate.project_id is null or ${isOneOf(unguarded(db), 'candidate.project_id', seen)})`;
}
