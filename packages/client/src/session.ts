import { isDocketError } from './errors.ts';

export type MaybePromise<Value> = Value | Promise<Value>;

/** What a client knows of its session, wherever the refresh token is. */
export type LiveSession = {
  /** Stays the same from login to logout, whatever tokens come and go. */
  id: string;
  access_token: string;
  /** When the access token expires, by the clock of this machine (ISO 8601). */
  expires_at: string;
};

/** How a session is kept, and how it goes on when its access token is no longer good. */
export type SessionMode<Kept extends LiveSession> = {
  store: {
    get(): MaybePromise<Kept | null>;
    /** `null` ends the session. */
    set(session: Kept | null): MaybePromise<void>;
  };
  /** Asks the server for the next tokens of a session, and throws what it refuses with. */
  refresh(stale: Kept): Promise<Kept>;
  /** Does work that uses up a refresh token while nobody else who has the same token is at it. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The procedures that answer with a session, and the session that each answer makes. */
  grants: Record<string, (grant: Grant<Kept>) => Kept>;
  /** What a session becomes when the server refuses a refresh that was called by hand. */
  afterRefusal(current: Kept | null): Kept | null;
  /** The procedures whose answer this mode has no place for, and what to do instead. */
  misfits: Record<string, string>;
};

/** The answer to a login or a refresh by hand. The link layer is untyped; the contract says what these are. */
export type Grant<Kept> = { tokens: unknown; input: unknown; current: Kept | null };

/**
 * The id of a session that there may be, but that has to be asked for first. Whoever it turns out
 * to belong to, it is the session that the page was opened in.
 */
export const UNKNOWN = '';

/** How long before its expiry an access token is renewed: longer than a call is under way. */
const EXPIRY_MARGIN_MS = 10_000;

/** The session of one client: who is logged in, and with which tokens. */
export class Session<Kept extends LiveSession> {
  readonly #mode: SessionMode<Kept>;
  /** Renewals under way, by the access token that they replace. */
  readonly #renewals = new Map<string, Promise<Kept | null>>();
  #lastUpdate: Promise<unknown> = Promise.resolve();
  #callsMade = 0;
  #callApplied = 0;

  constructor(mode: SessionMode<Kept>) {
    this.#mode = mode;
  }

  /** The session to make a call with, its access token renewed if it is about to expire. */
  async current(): Promise<Kept | null> {
    const session = await this.#mode.store.get();
    return session && expiresSoon(session) ? this.renew(session) : session;
  }

  /**
   * The successor of a session whose access token is no longer good. However many calls ask, the
   * server is asked once. Answers with null when the session is over, and with the same session
   * when it could not be renewed for now. Throws when it could not even be learned whether there
   * is a session: a call without one would look like a logout.
   */
  renew(stale: Kept): Promise<Kept | null> {
    const { access_token } = stale;
    const underWay = this.#renewals.get(access_token);
    if (underWay) return underWay;
    const renewal = this.#mode
      .exclusively(() => this.#exchange(stale))
      .finally(() => this.#renewals.delete(access_token));
    this.#renewals.set(access_token, renewal);
    return renewal;
  }

  /**
   * Marks the start of a login, a logout or a refresh by hand. Call the result when that was
   * answered, with what the answer makes of the session. An answer that comes late does not undo
   * what was started later.
   */
  change(): (next: (current: Kept | null) => Kept | null) => Promise<void> {
    this.#callsMade += 1;
    const call = this.#callsMade;
    return async (next) => {
      await this.#update((current) => {
        if (call < this.#callApplied) return current;
        this.#callApplied = call;
        return next(current);
      });
    };
  }

  async #exchange(stale: Kept): Promise<Kept | null> {
    const current = await this.#mode.store.get();
    if (current?.access_token !== stale.access_token) return successor(stale, current);
    let next: Kept | null;
    try {
      next = await this.#mode.refresh(stale);
    } catch (error) {
      if (!isRefreshRefused(error)) return keepOrThrow(stale, error);
      next = null;
    }
    return this.#replace(stale, next);
  }

  /** Puts `next` in the place of `stale`, unless a logout or another login was faster. */
  async #replace(stale: Kept, next: Kept | null): Promise<Kept | null> {
    const kept = await this.#update((current) => (current?.access_token === stale.access_token ? next : current));
    return successor(stale, kept);
  }

  /** Reads the store and writes it in one step: between the two, no other update has its turn. */
  #update(change: (current: Kept | null) => Kept | null): Promise<Kept | null> {
    const { store } = this.#mode;
    const update = this.#lastUpdate.then(async () => {
      const current = await store.get();
      const next = change(current);
      if (next !== current) await store.set(next);
      return next;
    });
    this.#lastUpdate = update.catch(() => undefined);
    return update;
  }
}

/** Whether the server says that the session is over, and not just that it cannot answer. */
export function isRefreshRefused(error: unknown): boolean {
  return isDocketError(error) && error.data.code === 'invalid_refresh_token';
}

/** Counts the life of a token from its arrival, because the clock of the server may be another. */
export function expiryOf({ expires_in }: { expires_in: number }): string {
  return new Date(Date.now() + expires_in * 1000).toISOString();
}

/** A call of one session is never made in another: that could be another user's. */
function successor<Kept extends LiveSession>(stale: Kept, kept: Kept | null): Kept | null {
  return kept?.id === stale.id || stale.id === UNKNOWN ? kept : null;
}

function keepOrThrow<Kept extends LiveSession>(stale: Kept, error: unknown): Kept {
  if (stale.id === UNKNOWN) throw error;
  return stale;
}

function expiresSoon({ expires_at }: LiveSession): boolean {
  return Date.parse(expires_at) - EXPIRY_MARGIN_MS <= Date.now();
}
