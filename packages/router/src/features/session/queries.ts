import type { Reader } from '@docket/db';
import type { UserActor } from '../../core/actor.ts';
import { type Page, readPage } from '../../core/pagination.ts';
import type { ListSessions, Session } from './schema.ts';

/** A page of the sessions of a user that are alive, the newest login first. */
export async function listSessions(
  db: Reader,
  { user, at, ...input }: ListSessions & { user: UserActor; at: string },
): Promise<Page<Session>> {
  const sessions = db
    .selectFrom('session')
    .select(['id', 'created_at', 'last_used_at', 'expires_at', 'address', 'agent'])
    .where('user_id', '=', user.id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  const page = await readPage(sessions, input);
  return { ...page, items: page.items.map((session) => ({ ...session, is_current: session.id === user.session_id })) };
}
