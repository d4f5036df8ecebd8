import { isOneOf } from '@docket/db';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { mostBytes } from '../../../core/answer-size.ts';
import { byNameAndId, inOrderOf, type List, readList } from '../../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { weighUser } from '../../user/queries.ts';
import type { ListViews, View } from '../schema.ts';
import { toViews } from './get.ts';

/** Views by name: one's own, those of all, and those of the projects that the actor sees, or of the one that is asked for. */
export async function listViews(db: ActorReader, input: ListViews, { actor }: By<SignedInActor>): Promise<List<View>> {
  const isMeant = await conditionOf(db, input, actor);
  const places = walkIndex(db, {
    cursors: byNameAndId,
    walk: (after) =>
      db
        .selectFrom('view')
        .select(['name_key', 'id', 'project_id', 'owner_id', 'is_shared'])
        .where(comesAfter(after && { created_at: after.name_key, id: after.id }, 'asc', ['name_key', 'id']))
        .orderBy('name_key')
        .orderBy('id'),
    matches: () => isMeant,
  });
  return readList(input, {
    ...places,
    weigh: ({ owner, name, query, project }) => weighUser(owner) + mostBytes(name, query, project?.name ?? null),
    async read(found) {
      const ids = found.map(({ id }) => id);
      const rows = await db.selectFrom('view').selectAll().where('id', 'in', ids).execute();
      return toViews(
        db,
        inOrderOf(ids, rows, ({ id }) => id),
      );
    },
  });
}

async function conditionOf(
  db: ActorReader,
  { project }: ListViews,
  actor: SignedInActor,
): Promise<Expression<SqlBool>> {
  if (project !== undefined) {
    const id = (await findProjectIds(db, [project])).get(project);
    const isThere = id !== undefined && db.sight.projects.has(id) && sees(db.sight, id);
    return isThere ? sql<SqlBool>`candidate.project_id = ${id}` : sql<SqlBool>`1 = 0`;
  }
  const own = actor.kind === 'user' ? sql<SqlBool>`candidate.owner_id = ${actor.id}` : sql<SqlBool>`1 = 0`;
  const { seen } = db.sight;
  const isSeen = seen === undefined ? sql<SqlBool>`1 = 1` : isOneOf(db, 'candidate.project_id', seen);
  const isShared = sql<SqlBool>`(candidate.is_shared = 1 and (candidate.project_id is null or ${isSeen}))`;
  return sql<SqlBool>`((candidate.is_shared = 0 and ${own}) or ${isShared})`;
}
