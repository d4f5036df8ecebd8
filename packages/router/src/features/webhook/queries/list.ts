import { isOneOf } from '@docket/db';
import { type Expression, type SqlBool, sql } from 'kysely';
import { type By, isAdmin, type SignedInActor } from '../../../core/actor.ts';
import { byTime, inOrderOf, type List, readList } from '../../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { may } from '../../project/policy.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import type { ListWebhooks, Webhook } from '../schema.ts';
import { toWebhooks } from './get.ts';

/** The webhooks that the actor manages, the oldest first: those of a project, or all. */
export async function listWebhooks(
  db: ActorReader,
  input: ListWebhooks,
  { actor }: By<SignedInActor>,
): Promise<List<Webhook>> {
  const isManaged = await conditionOf(db, input, actor);
  const places = walkIndex(db, {
    cursors: byTime('webhooks'),
    walk: (after) =>
      db
        .selectFrom('webhook')
        .select(['created_at', 'id', 'project_id'])
        .where(comesAfter(after))
        .orderBy('created_at')
        .orderBy('id'),
    matches: () => isManaged,
  });
  return readList(input, {
    ...places,
    async read(keys) {
      const ids = keys.map(({ id }) => id);
      const rows = await db.selectFrom('webhook').selectAll().where('id', 'in', ids).execute();
      return toWebhooks(
        db,
        inOrderOf(ids, rows, ({ id }) => id),
      );
    },
  });
}

async function conditionOf(
  db: ActorReader,
  { project }: ListWebhooks,
  actor: SignedInActor,
): Promise<Expression<SqlBool>> {
  const managed = managedProjects(db, actor);
  if (project !== undefined) {
    const id = (await findProjectIds(db, [project])).get(project) ?? '';
    return managed.includes(id) ? sql<SqlBool>`candidate.project_id = ${id}` : sql<SqlBool>`1 = 0`;
  }
  const isInThem = isOneOf(db, 'candidate.project_id', JSON.stringify(managed));
  return isAdmin(actor) ? sql<SqlBool>`(candidate.project_id is null or ${isInThem})` : isInThem;
}

function managedProjects(db: ActorReader, actor: SignedInActor): string[] {
  return Array.from(db.sight.projects).flatMap(([id, { visibility }]) =>
    sees(db.sight, id) && may(actor, 'manage', { visibility, role: db.sight.roles.get(id) }) ? id : [],
  );
}
