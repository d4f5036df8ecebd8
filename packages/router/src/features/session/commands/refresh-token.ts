import { DAY_MS, later } from '../../../core/time.ts';
import type { AccessTokenClaims } from '../../../credentials/access-token.ts';
import { hashSecretToken, newSecretToken } from '../../../credentials/secret-token.ts';
import type { Settings } from '../../../settings/settings.ts';
import type { Writer } from '../../../visibility/handles.ts';

/** What a session's tokens are made of. */
export type SessionGrant = AccessTokenClaims & { refresh_token: string };

/** Gives a session its next refresh token; only a hash of it is kept. */
export async function addRefreshToken(db: Writer, session_id: string, at: string): Promise<string> {
  const token = newSecretToken('dkr_');
  await db
    .insertInto('refresh_token')
    .values({ token_hash: hashSecretToken(token), session_id, created_at: at })
    .execute();
  return token;
}

/** Each use gives a session its days without use anew, up to the days that it may last at all. */
export function expiry(settings: Settings, { created_at, at }: { created_at: string; at: string }): string {
  const withoutUse = later(at, settings.REFRESH_TOKEN_EXPIRE_DAYS * DAY_MS);
  const atAll = later(created_at, settings.SESSION_EXPIRE_DAYS * DAY_MS);
  return new Date(Math.min(Date.parse(withoutUse), Date.parse(atAll))).toISOString();
}
