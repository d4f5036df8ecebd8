import type { AccessToken } from './generated/contract.ts';
import { expiryOf, type Grant, type LiveSession, type SessionMode, UNKNOWN } from './session.ts';
import { memoryStore } from './token-session.ts';
import { inTurn } from './turns.ts';

/** A page that was just opened does not know whether there is a cookie: scripts cannot see it. */
export const NOT_ASKED_YET: LiveSession = { id: UNKNOWN, access_token: '', expires_at: new Date(0).toISOString() };

const USE_START_SESSION = 'This client keeps its session in a cookie: log in with auth.startSession';
const USE_REFRESH_SESSION = 'This client keeps its session in a cookie: refresh it with auth.refreshSession';

/**
 * A session whose refresh token is in an HttpOnly cookie, and whose access token is in memory only.
 * All tabs share one cookie, so each call that changes it waits for its turn.
 */
export function cookieSession(serverUrl: string, refresh: () => Promise<AccessToken>): SessionMode<LiveSession> {
  return {
    store: memoryStore(NOT_ASKED_YET),
    refresh: async () => toLiveSession(await refresh()),
    exclusively: (work) => inTurn(`docket session ${serverUrl}`, work),
    grants: { 'auth.startSession': granted, 'auth.refreshSession': granted },
    afterRefusal: () => null,
    misfits: { 'auth.login': USE_START_SESSION, 'auth.refresh': USE_REFRESH_SESSION },
  };
}

function granted({ tokens }: Grant<LiveSession>): LiveSession {
  return toLiveSession(tokens as AccessToken);
}

export function toLiveSession(tokens: AccessToken): LiveSession {
  const { access_token } = tokens;
  return { id: userOf(access_token), access_token, expires_at: expiryOf(tokens) };
}

/**
 * The user of an access token (a JWT, RFC 7519). Another user may have logged in in another tab, which replaces the
 * shared cookie; only the token reveals it.
 */
function userOf(accessToken: string): string {
  const [, payload = ''] = accessToken.split('.');
  try {
    const claims: { sub: string } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return claims.sub;
  } catch {
    return 'somebody'; // A server of another version may give tokens that cannot be read.
  }
}
