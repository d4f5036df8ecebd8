import { NOT_ASKED_YET, toLiveSession } from './cookie-session.ts';
import type { AccessToken } from './generated/contract.ts';
import type { LiveSession, SessionMode } from './session.ts';
import { memoryStore } from './token-session.ts';

const ONLY_READS = 'This client reads in the session of a browser, on a server: let the page itself do this';

/**
 * The session of a browser, for what is rendered for it on a server. It is read with the cookies that the browser has
 * sent, and they stay as they are: to renew them here would use up the refresh token that the browser goes on with.
 */
export function borrowedSession(
  cookie: string | undefined,
  read: (cookie: string) => Promise<AccessToken>,
): SessionMode<LiveSession> {
  return {
    store: memoryStore(cookie ? NOT_ASKED_YET : null),
    refresh: async () => toLiveSession(await read(cookie ?? '')),
    exclusively: (work) => work(),
    grants: {},
    afterRefusal: () => null,
    misfits: Object.fromEntries(CHANGES.map((procedure) => [procedure, ONLY_READS])),
  };
}

/** What begins, renews or ends a session. */
const CHANGES = ['login', 'refresh', 'startSession', 'refreshSession', 'readSession', 'logout', 'logoutAll'].map(
  (name) => `auth.${name}`,
);
