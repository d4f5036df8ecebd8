import type { Database } from '@docket/db';
import { LRUCache } from 'lru-cache';
import type { AnonymousActor, Grant, UserActor } from '../../core/actor.ts';
import { expiredToken, verifyAccessToken } from '../../core/credentials/access-token.ts';
import { AppError } from '../../core/errors.ts';
import type { OpenSettings } from '../../settings.ts';
import { getGrantOfSession } from '../session/queries.ts';
import { getGrantOfApiToken, isApiToken } from '../token/queries.ts';
import { LastUses } from './last-uses.ts';

/** Tokens remembered at a time; the least recently used are forgotten first, and only cost a check. */
const TOKENS_KEPT = 10_000;

/** A token whose form and signature are good: what is left to ask is whether it was revoked. */
type Known = {
  expires_at: string | null;
  read(at: string): Promise<Grant>;
  /** The last answer, good for as long as the database is what it was at `mark`. */
  latest?: { grant: Grant; mark: number };
};

/**
 * Says whose bearer tokens (RFC 6750) are: access tokens of sessions, and API tokens.
 *
 * A signature is checked once per token. Whether a token was revoked is asked of the database
 * again as soon as anything was committed to it, here or by another process, and never before: a
 * logout counts from the next call on, and a call in between costs no query.
 */
export class BearerTokens {
  readonly #database: Database;
  readonly #settings: OpenSettings;
  readonly #known = new LRUCache<string, Known>({ max: TOKENS_KEPT });
  readonly #lastUses = new LastUses();

  constructor(database: Database, settings: OpenSettings) {
    this.#database = database;
    this.#settings = settings;
  }

  /**
   * The actor of a token. A token that is not good makes an anonymous actor that knows why, so
   * that public procedures work all the same.
   */
  async actorOf(token: string, at: string): Promise<UserActor | AnonymousActor> {
    try {
      const grant = await this.#grantOf(this.#known.get(token) ?? (await this.#check(token, at)), at);
      this.#lastUses.note(grant.actor, at);
      return grant.actor;
    } catch (error) {
      if (error instanceof AppError) return { kind: 'anonymous', refusal: error };
      throw error;
    }
  }

  /** Writes down when sessions and API tokens were last used, in one transaction for all. */
  saveLastUses(): Promise<void> {
    return this.#lastUses.save(this.#database);
  }

  async #check(token: string, at: string): Promise<Known> {
    const db = this.#database.read;
    const known = isApiToken(token) ? knownApiToken(db, token) : await this.#checkAccessToken(token, at);
    await this.#grantOf(known, at); // only what is good is kept: nobody fills the memory with made-up tokens
    this.#known.set(token, known);
    return known;
  }

  async #checkAccessToken(token: string, at: string): Promise<Known> {
    const { expires_at, ...claims } = await verifyAccessToken(this.#settings, token, at);
    return { expires_at, read: (now) => getGrantOfSession(this.#database.read, claims, now) };
  }

  async #grantOf(known: Known, at: string): Promise<Grant> {
    if (isOver(known.expires_at, at)) throw expiredToken();
    // The mark is taken first: what is committed while we read makes it outdated.
    const mark = this.#database.changeMark();
    if (known.latest?.mark === mark && !isOver(known.latest.grant.expires_at, at)) return known.latest.grant;
    const grant = await known.read(at);
    known.latest = { grant, mark };
    return grant;
  }
}

function knownApiToken(db: Database['read'], token: string): Known {
  return { expires_at: null, read: (at) => getGrantOfApiToken(db, token, at) };
}

function isOver(expires_at: string | null, at: string): boolean {
  return expires_at !== null && expires_at <= at;
}
