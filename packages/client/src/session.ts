import { isDocketError } from './errors.ts';
import type { TokenPair } from './generated/contract.ts';

type MaybePromise<Value> = Value | Promise<Value>;

/** A session as a store keeps it: plain JSON. */
export type StoredSession = {
  /** Stays the same from login to logout, whatever tokens come and go. */
  id: string;
  access_token: string;
  refresh_token: string;
  /** When the access token expires, by the clock of this machine (ISO 8601). */
  expires_at: string;
};

/**
 * Where a client keeps its session. One client per store: a refresh token is good for one use, and
 * two clients that share it end each other's session.
 */
export type SessionStore = {
  get(): MaybePromise<StoredSession | null>;
  /** `null` ends the session. */
  set(session: StoredSession | null): MaybePromise<void>;
};

/** How long before its expiry an access token is renewed: longer than a call is under way. */
const EXPIRY_MARGIN_MS = 10_000;

/** The session of one client: who is logged in, and with which tokens. */
export class Session {
  readonly #store: SessionStore;
  readonly #refresh: (refreshToken: string) => Promise<TokenPair>;
  /** Renewals under way, by the refresh token that they use up. */
  readonly #renewals = new Map<string, Promise<StoredSession | null>>();
  #lastUpdate: Promise<unknown> = Promise.resolve();
  #callsMade = 0;
  #callApplied = 0;

  constructor(store: SessionStore, refresh: (refreshToken: string) => Promise<TokenPair>) {
    this.#store = store;
    this.#refresh = refresh;
  }

  /** The session to make a call with, its access token renewed if it is about to expire. */
  async current(): Promise<StoredSession | null> {
    const session = await this.#store.get();
    return session && expiresSoon(session) ? this.renew(session) : session;
  }

  /**
   * The successor of a session whose access token is no longer good. However many calls ask, the
   * server is asked once. Answers with null when the session is over, and with the same session
   * when it could not be renewed for now.
   */
  renew(stale: StoredSession): Promise<StoredSession | null> {
    const { refresh_token } = stale;
    const underWay = this.#renewals.get(refresh_token);
    if (underWay) return underWay;
    const renewal = this.#exchange(stale).finally(() => this.#renewals.delete(refresh_token));
    this.#renewals.set(refresh_token, renewal);
    return renewal;
  }

  /**
   * Marks the start of a login, a logout or a refresh by hand. Call the result when that has
   * succeeded, with its tokens (null for a logout) and the refresh token that it used up, if any.
   * An answer that comes late does not undo what was started later.
   */
  change(): (tokens: TokenPair | null, usedUp?: string) => Promise<void> {
    this.#callsMade += 1;
    const call = this.#callsMade;
    return async (tokens, usedUp) => {
      await this.#update((current) => {
        if (call < this.#callApplied) return current;
        this.#callApplied = call;
        const goesOn = current?.refresh_token === usedUp;
        return tokens && toSession(current && goesOn ? current.id : newSessionId(), tokens);
      });
    };
  }

  async #exchange(stale: StoredSession): Promise<StoredSession | null> {
    const current = await this.#store.get();
    if (current?.id !== stale.id) return null;
    if (current.refresh_token !== stale.refresh_token) return current;
    let next: StoredSession | null;
    try {
      next = toSession(stale.id, await this.#refresh(stale.refresh_token));
    } catch (error) {
      if (!isDocketError(error) || error.data.code !== 'invalid_refresh_token') return stale;
      next = null;
    }
    return this.#replace(stale, next);
  }

  /** Puts `next` in the place of `stale`, unless a logout or another login was faster. */
  async #replace(stale: StoredSession, next: StoredSession | null): Promise<StoredSession | null> {
    const kept = await this.#update((current) => (current?.refresh_token === stale.refresh_token ? next : current));
    return kept?.id === stale.id ? kept : null;
  }

  /** Reads the store and writes it in one step: between the two, no other update has its turn. */
  #update(change: (current: StoredSession | null) => StoredSession | null): Promise<StoredSession | null> {
    const update = this.#lastUpdate.then(async () => {
      const current = await this.#store.get();
      const next = change(current);
      if (next !== current) await this.#store.set(next);
      return next;
    });
    this.#lastUpdate = update.catch(() => undefined);
    return update;
  }
}

/** Keeps the session as long as the page or the process lives. */
export function memoryStore(): SessionStore {
  let kept: StoredSession | null = null;
  return {
    get: () => kept,
    set: (session) => {
      kept = session;
    },
  };
}

function toSession(id: string, { access_token, refresh_token, expires_in }: TokenPair): StoredSession {
  return { id, access_token, refresh_token, expires_at: new Date(Date.now() + expires_in * 1000).toISOString() };
}

function expiresSoon({ expires_at }: StoredSession): boolean {
  return Date.parse(expires_at) - EXPIRY_MARGIN_MS <= Date.now();
}

/** No secret: it tells one session from the next. (`crypto.randomUUID` is missing on plain HTTP pages.) */
function newSessionId(): string {
  return Math.random().toString(36).slice(2);
}
