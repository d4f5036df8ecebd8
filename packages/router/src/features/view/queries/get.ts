import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { isUser, type SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectSummaries } from '../../project/queries/get.ts';
import { findUserSummaries } from '../../user/queries.ts';
import type { View } from '../schema.ts';

type ViewRow = Selectable<Tables['view']>;

/** @throws AppError `view_not_found` for what the actor does not see */
export async function getView(db: ActorReader, id: string, actor: SignedInActor): Promise<View> {
  const row = await db.selectFrom('view').selectAll().where('id', '=', id).executeTakeFirst();
  const [view] = row && isSeen(db, row, actor) ? await toViews(db, [row]) : [];
  if (!view) throw new AppError('view_not_found');
  return view;
}

function isSeen(db: ActorReader, { project_id, owner_id, is_shared }: ViewRow, actor: SignedInActor): boolean {
  if (!is_shared) return isUser(actor, owner_id);
  return project_id === null || (db.sight.projects.has(project_id) && sees(db.sight, project_id));
}

/** Views that the actor sees. */
export async function toViews(db: ActorReader, rows: ViewRow[]): Promise<View[]> {
  const owners = await findUserSummaries(
    db,
    rows.map(({ owner_id }) => owner_id),
  );
  const projects = await findProjectSummaries(
    db,
    rows.flatMap(({ project_id }) => project_id ?? []),
  );
  return rows.flatMap(({ project_id, owner_id, name_key: _, field_versions: __, is_shared, ...row }) => {
    const owner = owners.get(owner_id);
    if (!owner) return [];
    const { id, name, query, sort, version, created_at, updated_at } = row;
    const project = projects.get(project_id ?? '') ?? null;
    return { id, project, is_shared: is_shared === 1, owner, name, query, sort, version, created_at, updated_at };
  });
}
