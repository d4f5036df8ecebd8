import type { By, UserActor } from '../../core/actor.ts';
import { AppError, invalidInput } from '../../core/errors.ts';
import { recordEvent } from '../../core/events.ts';
import { newId } from '../../core/ids.ts';
import { deletePart } from '../../core/parts.ts';
import { SCOPES } from '../../core/scopes.ts';
import { DAY_MS, later } from '../../core/time.ts';
import { hashSecretToken, newSecretToken } from '../../credentials/secret-token.ts';
import { addToOutbox } from '../../outbox/messages.ts';
import type { ActorWriter, Writer } from '../../visibility/handles.ts';
import { projectNamed } from '../project/queries/keys.ts';
import { getUserRow } from '../user/queries.ts';
import { canBeNarrowed, canGiveScopes } from './policy.ts';
import { API_TOKEN_PREFIX, toApiTokens } from './queries.ts';
import type { CreateApiToken, NewApiToken } from './schema.ts';

/** Letters of the token itself that people are shown: too few to guess the rest by. */
const VISIBLE = 4;

/**
 * Makes an API token of the user who calls, and tells the user by mail. It is answered once; only its hash is kept.
 *
 * @throws AppError `validation_failed` for a scope that the user cannot give, and a project that the user does not see
 */
export async function createApiToken(
  db: ActorWriter,
  { name, scopes, projects, expires_in_days }: CreateApiToken,
  { actor, at }: By<UserActor>,
): Promise<NewApiToken> {
  if (!canGiveScopes(actor, scopes)) throw invalidInput('scopes', 'Only an admin can give admin', 'forbidden_scope');
  const project_ids = projects && (await projectsOf(db, { projects, scopes }));
  const token = newSecretToken(API_TOKEN_PREFIX);
  const row = {
    id: newId(),
    user_id: actor.id,
    name,
    prefix: token.slice(0, API_TOKEN_PREFIX.length + VISIBLE),
    token_hash: hashSecretToken(token),
    scope: SCOPES.filter((scope) => scopes.includes(scope)).join(' '),
    project_ids: project_ids ? JSON.stringify(project_ids) : null,
    created_at: at,
    expires_at: expires_in_days ? later(at, expires_in_days * DAY_MS) : null,
    last_used_at: null,
    revoked_at: null,
  };
  await db.insertInto('api_token').values(row).execute();
  await recordEvent(db, { type: 'token.created', subject_id: row.id, actor, at });
  const { email: to } = await getUserRow(db, actor.id);
  await addToOutbox(db, { kind: 'mail.token_created', payload: { user_id: actor.id, to }, at });
  const [made] = await toApiTokens(db, [row], at);
  if (!made) throw new Error(`the token ${row.id} is not there`);
  return { ...made, token };
}

/** The ids of these projects, each once. */
async function projectsOf(
  db: ActorWriter,
  { projects, scopes }: { projects: string[]; scopes: CreateApiToken['scopes'] },
): Promise<string[]> {
  if (!canBeNarrowed(scopes)) {
    throw invalidInput(
      'projects',
      'A token for admin cannot be narrowed: leave the scope or the projects out',
      'not_narrow',
    );
  }
  const ids = new Set<string>();
  for (const [index, project] of projects.entries()) ids.add(await projectNamed(db, project, `projects.${index}`));
  return [...ids].sort();
}

/**
 * Ends an API token of the user who calls: it is refused from the next call on.
 *
 * @throws AppError `token_not_found`, also for a token of someone else
 */
export async function revokeApiToken(db: Writer, { id }: { id: string }, { actor, at }: By<UserActor>): Promise<null> {
  const { numUpdatedRows } = await db
    .updateTable('api_token')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('user_id', '=', actor.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new AppError('token_not_found');
  await recordEvent(db, { type: 'token.revoked', subject_id: id, actor, at });
  return null;
}

/** Ends all API tokens of a user, who is locked out. */
export async function revokeApiTokens(db: Writer, user_id: string, at: string): Promise<void> {
  await db
    .updateTable('api_token')
    .set({ revoked_at: at })
    .where('user_id', '=', user_id)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Keeps when an API token was last used. */
export async function noteApiTokenUse(db: Writer, id: string, last_used_at: string): Promise<void> {
  await db.updateTable('api_token').set({ last_used_at }).where('id', '=', id).execute();
}

const TOKENS = { from: 'api_token', key: 'id' };

/**
 * Removes API tokens of a user, whose account is deleted: their names may be personal. Answers whether there may be more.
 */
export function deleteApiTokens(db: Writer, user_id: string): Promise<boolean> {
  return deletePart(db, TOKENS, db.selectFrom('api_token').select('id').where('user_id', '=', user_id));
}

/** Removes API tokens that ended before then. Answers whether there may be more. */
export async function purgeApiTokens(db: Writer, before: string): Promise<boolean> {
  for (const end of ['expires_at', 'revoked_at'] as const) {
    if (await deletePart(db, TOKENS, db.selectFrom('api_token').select('id').where(end, '<', before))) return true;
  }
  return false;
}
