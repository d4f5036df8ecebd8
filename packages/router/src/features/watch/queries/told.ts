import type { Tables } from '@docket/db';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { Sight } from '../../../visibility/sight.ts';

/** Whether whoever has this sight is told of a project: not of one that is seen by right of an admin alone. */
export function isToldIn({ projects, roles }: Pick<Sight, 'projects' | 'roles'>, project_id: string): boolean {
  return projects.get(project_id)?.visibility === 'internal' || roles.has(project_id);
}

/**
 * Condition: a user of an account to which somebody can sign in may be told what happens in a project: everybody of one that is internal,
 * members of one that is private. Admins look at one of others for themselves, and each first look is written down.
 */
export function mayBeTold(db: ActorReader, project_id: string) {
  const isInternal = db.sight.projects.get(project_id)?.visibility === 'internal';
  return (eb: ExpressionBuilder<Tables, 'user'>): Expression<SqlBool> => {
    const isMember = eb.exists(
      eb
        .selectFrom('project_member')
        .select(sql<number>`1`.as('is_member'))
        .where('project_member.project_id', '=', project_id)
        .whereRef('project_member.user_id', '=', 'user.id'),
    );
    return eb.and([
      eb('user.deleted_at', 'is', null),
      eb('user.deactivated_at', 'is', null),
      eb('user.unconfirmed_since', 'is', null),
      eb('user.password_hash', 'is not', null), // else nobody can sign in to it
      ...(isInternal ? [] : [isMember]),
    ]);
  };
}
