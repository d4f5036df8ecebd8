import type { RefreshInput, TokenPair } from './generated/contract.ts';
import { expiryOf, type Grant, type LiveSession, type MaybePromise, type SessionMode } from './session.ts';

/** A session as a store keeps it: plain JSON. */
export type StoredSession = LiveSession & { refresh_token: string };

/**
 * Where a client keeps its session. One client per store, unless it has `exclusively`: a refresh token is good for one
 * use, and two clients that share it end each other's session.
 */
export type SessionStore = {
  get(): MaybePromise<StoredSession | null>;
  /** `null` ends the session. */
  set(session: StoredSession | null): MaybePromise<void>;
  /**
   * Does work, such as a refresh, while no other client does work of the same store, also in another process: for a
   * store that several clients share.
   */
  exclusively?<Result>(work: () => Promise<Result>): Promise<Result>;
};

/** A session whose two tokens are both kept in the store of the client. */
export function tokenSession(
  store: SessionStore,
  refresh: (refreshToken: string) => Promise<TokenPair>,
): SessionMode<StoredSession> {
  return {
    store,
    refresh: async ({ id, refresh_token }) => toSession(id, await refresh(refresh_token)),
    exclusively: (work) => (store.exclusively ? store.exclusively(work) : work()),
    grants: { 'auth.login': granted, 'auth.refresh': granted },
    afterRefusal: (current) => current,
    misfits: {},
  };
}

/** Keeps the session as long as the page or the process lives. */
export function memoryStore<Kept extends LiveSession = StoredSession>(initial: Kept | null = null) {
  let kept = initial;
  return {
    get: () => kept,
    set: (session: Kept | null) => {
      kept = session;
    },
  };
}

function granted({ tokens, input, current }: Grant<StoredSession>): StoredSession {
  const isSameSession = current?.refresh_token === (input as Partial<RefreshInput>).refresh_token;
  return toSession(current && isSameSession ? current.id : newSessionId(), tokens as TokenPair);
}

function toSession(id: string, tokens: TokenPair): StoredSession {
  const { access_token, refresh_token } = tokens;
  return { id, access_token, refresh_token, expires_at: expiryOf(tokens) };
}

/** Not a secret: it only tells sessions apart. (`crypto.randomUUID` is missing on plain HTTP pages.) */
function newSessionId(): string {
  return Math.random().toString(36).slice(2);
}
