import type { Bound, Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import type { By, Grant, UserActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { byTime, inOrderOf, type List, type Position, readList } from '../../core/pagination.ts';
import type { Scope } from '../../core/scopes.ts';
import { passed } from '../../core/time.ts';
import { comesAfter, walkIndex } from '../../core/walk.ts';
import { hashSecretToken } from '../../credentials/secret-token.ts';
import type { ActorReader, Reader } from '../../visibility/handles.ts';
import { prepared } from '../../visibility/prepared.ts';
import { findProjectSummaries } from '../project/queries/get.ts';
import type { ApiToken, ListApiTokens } from './schema.ts';

/** How every API token begins. */
export const API_TOKEN_PREFIX = 'dkt_';

export function isApiToken(token: string): boolean {
  return token.startsWith(API_TOKEN_PREFIX);
}

/** The API tokens of a user that work, the oldest first. */
export async function listApiTokens(
  db: ActorReader,
  input: ListApiTokens,
  { actor, at }: By<UserActor>,
): Promise<List<ApiToken>> {
  const places = walkIndex(db, {
    cursors: byTime('tokens'),
    walk: (after) => placesOf(db, actor.id, after),
    matches: (eb) =>
      eb.and([
        eb('candidate.revoked_at', 'is', null),
        eb.or([eb('candidate.expires_at', 'is', null), eb('candidate.expires_at', '>', at)]),
      ]),
  });
  return readList(input, {
    ...places,
    async read(keys) {
      const ids = keys.map(({ id }) => id);
      const rows = await db.selectFrom('api_token').selectAll().where('id', 'in', ids).execute();
      const ordered = inOrderOf(ids, rows, ({ id }) => id);
      return toApiTokens(db, ordered, at);
    },
  });
}

function placesOf(db: Reader, user_id: string, after: Position | undefined) {
  return db
    .selectFrom('api_token')
    .select(['created_at', 'id', 'revoked_at', 'expires_at'])
    .where('user_id', '=', user_id)
    .where(comesAfter(after))
    .orderBy('created_at')
    .orderBy('id');
}

/**
 * Whom an API token stands for, and until when. Without the scope `admin` it has no more rights
 * than a user, whoever made it.
 *
 * @throws AppError `inactive_user`, `unauthenticated`
 */
export async function getGrantOfApiToken(db: Reader, token: string, at: string): Promise<Grant> {
  const [row] = await findTokenWithUser(db, { token_hash: hashSecretToken(token) });
  // Deactivation ends the tokens too; the more exact answer comes first.
  if (row?.deactivated_at) throw new AppError('inactive_user');
  if (!row || row.revoked_at) throw new AppError('unauthenticated');
  if (row.expires_at !== null && row.expires_at <= at) {
    throw new AppError('unauthenticated', { detail: 'The API token has expired' });
  }
  const scopes = scopesOf(row);
  const role = scopes.includes('admin') ? row.role : 'user';
  const { id: token_id, user_id: id, expires_at } = row;
  const project_ids = projectIdsOf(row);
  const bounds = { scopes, ...(project_ids && { project_ids }) };
  return { actor: { kind: 'user', id, role, session_id: null, token_id, ...bounds }, expires_at };
}

const findTokenWithUser = prepared((db: Reader, { token_hash }: Bound<{ token_hash: string }>) =>
  db
    .selectFrom('api_token')
    .innerJoin('user', 'user.id', 'api_token.user_id')
    .select(['api_token.id', 'api_token.user_id', 'api_token.scope', 'api_token.expires_at', 'api_token.revoked_at'])
    .select('api_token.project_ids')
    .select(['user.role', 'user.deactivated_at'])
    .where('api_token.token_hash', '=', token_hash)
    .where('user.deleted_at', 'is', null),
);

/** As their user gets them. */
export async function toApiTokens(
  db: ActorReader,
  rows: Selectable<Tables['api_token']>[],
  at: string,
): Promise<ApiToken[]> {
  const projects = await findProjectSummaries(
    db,
    rows.flatMap((row) => projectIdsOf(row) ?? []),
  );
  return rows.map((row) => {
    const { id, name, prefix, created_at, expires_at } = row;
    const last_used_at = row.last_used_at && passed(row.last_used_at, at);
    const narrowed = projectIdsOf(row)?.flatMap((project_id) => projects.get(project_id) ?? []) ?? null;
    return { id, name, prefix, scopes: scopesOf(row), projects: narrowed, created_at, expires_at, last_used_at };
  });
}

/** Undefined: the token is not narrowed. Of a project that was deleted the id stays, and is that of none. */
function projectIdsOf({ project_ids }: { project_ids: string | null }): string[] | undefined {
  return project_ids === null ? undefined : (JSON.parse(project_ids) as string[]);
}

/** The column holds only what `createApiToken` has checked. */
function scopesOf({ scope }: { scope: string }): Scope[] {
  return scope.split(' ') as Scope[];
}
