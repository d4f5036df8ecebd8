import type { Bound } from '@docket/db';
import type { By, Grant, UserActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { byTime, inOrderOf, type List, type Position, readList } from '../../core/pagination.ts';
import type { Scope } from '../../core/scopes.ts';
import { later, passed } from '../../core/time.ts';
import { comesAfter, walkIndex } from '../../core/walk.ts';
import type { AccessTokenClaims } from '../../credentials/access-token.ts';
import { hashSecretToken } from '../../credentials/secret-token.ts';
import type { Reader } from '../../visibility/handles.ts';
import { prepared } from '../../visibility/prepared.ts';
import type { ListSessions, Session } from './schema.ts';

const READING: readonly Scope[] = ['issues:read', 'users:read'];

/** The sessions of a user that are alive, the newest login first. */
export async function listSessions(
  db: Reader,
  input: ListSessions,
  { actor, at }: By<UserActor>,
): Promise<List<Session>> {
  const places = walkIndex(db, {
    cursors: byTime('sessions'),
    walk: (after) => notRevoked(db, actor.id, after),
    matches: (eb) => eb('candidate.expires_at', '>', at),
  });
  return readList(input, {
    ...places,
    async read(keys) {
      const ids = keys.map(({ id }) => id);
      const rows = await db
        .selectFrom('session')
        .select(['id', 'created_at', 'last_used_at', 'expires_at', 'address', 'agent'])
        .where('id', 'in', ids)
        .execute();
      const sessions = inOrderOf(ids, rows, ({ id }) => id);
      return sessions.map((session) => toSession(session, { actor, at }));
    },
  });
}

function notRevoked(db: Reader, user_id: string, after: Position | undefined) {
  return db
    .selectFrom('session')
    .select(['created_at', 'id', 'expires_at'])
    .where('user_id', '=', user_id)
    .where('revoked_at', 'is', null)
    .where(comesAfter(after, 'desc'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
}

type SessionRow = Omit<Session, 'is_current'>;

function toSession(row: SessionRow, { actor, at }: By<UserActor>): Session {
  return { ...row, last_used_at: passed(row.last_used_at, at), is_current: row.id === actor.session_id };
}

/**
 * Whom an access token stands for, and until when its session lasts.
 *
 * @throws AppError `inactive_user`; `unauthenticated` when the session is over, or when role or
 * password changed after the token was made
 */
export async function getGrantOfSession(
  db: Reader,
  { user_id, session_id, auth_version, scopes }: AccessTokenClaims,
  at: string,
): Promise<Grant> {
  const [row] = await findSessionOfUser(db, { session_id, user_id });
  // Deactivation ends the sessions too; the more exact answer comes first.
  if (row?.deactivated_at) throw new AppError('inactive_user');
  if (!row || row.revoked_at || row.expires_at <= at || row.auth_version !== auth_version) {
    throw new AppError('unauthenticated');
  }
  const { expires_at } = row;
  const role = scopes ? 'user' : row.role; // as with an API token
  return { actor: { kind: 'user', id: user_id, role, session_id, token_id: null, scopes }, expires_at };
}

type SessionOfUser = { session_id: string; user_id: string };

const findSessionOfUser = prepared((db: Reader, { session_id, user_id }: Bound<SessionOfUser>) =>
  db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.user_id')
    .select(['user.role', 'user.auth_version', 'user.deactivated_at', 'session.revoked_at', 'session.expires_at'])
    .where('session.id', '=', session_id)
    .where('user.id', '=', user_id)
    .where('user.deleted_at', 'is', null),
);

/** So long a refresh token that was used up may still come from a page that its next one has not reached. */
export const REPEAT_MS = 10_000;

/** What an access token is made of that only reads, in the session of a refresh token, which stays good. Null: it is not. */
export async function findSessionToRead(
  db: Reader,
  { refresh_token, at }: { refresh_token: string; at: string },
): Promise<AccessTokenClaims | null> {
  const found = await db
    .selectFrom('refresh_token')
    .innerJoin('session', 'session.id', 'refresh_token.session_id')
    .innerJoin('user', 'user.id', 'session.user_id')
    .select(['session.id as session_id', 'session.user_id', 'user.auth_version'])
    .where('refresh_token.token_hash', '=', hashSecretToken(refresh_token))
    .where((eb) =>
      eb.or([eb('refresh_token.used_at', 'is', null), eb('refresh_token.used_at', '>', later(at, -REPEAT_MS))]),
    )
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', at)
    .where('user.deactivated_at', 'is', null)
    .executeTakeFirst();
  return found ? { ...found, scopes: READING } : null;
}

/** Whether a session of this user was ever begun from an address, as `addressKey` gives it. */
export async function hasBegunSession(db: Reader, user_id: string, address_key: string): Promise<boolean> {
  const session = await db
    .selectFrom('session')
    .select('id')
    .where('user_id', '=', user_id)
    .where('address_key', '=', address_key)
    .limit(1)
    .executeTakeFirst();
  return session !== undefined;
}
