import { recordEvent } from '../../../core/events.ts';
import { later, latestEnd } from '../../../core/time.ts';
import { hashSecretToken } from '../../../credentials/secret-token.ts';
import type { Settings } from '../../../settings/settings.ts';
import type { Writer } from '../../../visibility/handles.ts';
import { REPEAT_MS } from '../queries.ts';
import { addRefreshToken, expiry, type SessionGrant } from './refresh-token.ts';

type Refresh = { at: string; settings: Settings; refresh_token: string };

/**
 * Uses up a refresh token and answers with the next one, or with null when it is not good.
 *
 * A token that comes a second time was stolen, from the user or by the user's thief; which of the
 * two is asking cannot be known, so the whole session ends (RFC 9700, section 4.14.2). Unless it comes
 * right after its first use and nobody has used its successor: then the answer was lost, and another
 * successor takes the place of that one. Of two who ask with one token, only the last can go on.
 *
 * Nothing is thrown here, because that would roll the revocation back.
 */
export async function rotateRefreshToken(
  db: Writer,
  { at, settings, refresh_token }: Refresh,
): Promise<SessionGrant | null> {
  const token_hash = hashSecretToken(refresh_token);
  const found = await db
    .selectFrom('refresh_token')
    .innerJoin('session', 'session.id', 'refresh_token.session_id')
    .innerJoin('user', 'user.id', 'session.user_id')
    .select(['session.id as session_id', 'session.user_id', 'session.created_at'])
    .select(['user.auth_version', 'user.deactivated_at'])
    .where('refresh_token.token_hash', '=', token_hash)
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', at)
    .executeTakeFirst();
  if (!found || found.deactivated_at) return null;
  const { session_id, user_id, auth_version, created_at } = found;
  const isFirst = await useUp(db, token_hash, at);
  if (!isFirst && !(await withdrawLostAnswer(db, { session_id, token_hash, at }))) {
    await db.updateTable('session').set({ revoked_at: at }).where('id', '=', session_id).execute();
    await recordEvent(db, { type: 'session.token_reused', subject_id: session_id, actor: { kind: 'anonymous' }, at });
    return null;
  }
  await db
    .updateTable('session')
    .set({ last_used_at: at, expires_at: expiry(settings, { created_at, at }) })
    .where('id', '=', session_id)
    .execute();
  return { session_id, user_id, auth_version, scopes: null, refresh_token: await addRefreshToken(db, session_id, at) };
}

/** Answers with whether this was the first use, in one statement: of two uses at once, one is the first. */
async function useUp(db: Writer, token_hash: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('refresh_token')
    .set({ used_at: at })
    .where('token_hash', '=', token_hash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

type Repeated = { session_id: string; token_hash: string; at: string };

/**
 * Answers with whether this token was used a moment ago, and none of its session after it. Then its successor is
 * withdrawn. It counts as used too long ago to be repeated: whoever comes with it has got that answer after all, so
 * there are two, and the session ends.
 */
async function withdrawLostAnswer(db: Writer, { session_id, token_hash, at }: Repeated): Promise<boolean> {
  const longAgo = later(at, -REPEAT_MS);
  const [latest, other] = await db
    .selectFrom('refresh_token')
    .select(['token_hash', 'used_at'])
    .where('session_id', '=', session_id)
    .where('used_at', '>', longAgo)
    .where('used_at', '<=', latestEnd(at, 0)) // one of a wrong clock would be the latest until that clock said so
    .orderBy('used_at', 'desc')
    .limit(2)
    .execute();
  if (latest?.token_hash !== token_hash || latest.used_at === other?.used_at) return false;
  await db
    .updateTable('refresh_token')
    .set({ used_at: longAgo })
    .where('session_id', '=', session_id)
    .where('used_at', 'is', null)
    .execute();
  return true;
}
