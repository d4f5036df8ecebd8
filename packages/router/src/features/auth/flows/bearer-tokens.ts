import type { Database } from '@docket/db';
import { LRUCache } from 'lru-cache';
import type { AnonymousActor, Grant, UserActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { expiredToken, isFromFuture, verifyAccessToken } from '../../../credentials/access-token.ts';
import type { OpenSettings } from '../../../settings/settings.ts';
import type { Reader } from '../../../visibility/handles.ts';
import { getGrantOfSession } from '../../session/queries.ts';
import { getGrantOfApiToken, isApiToken } from '../../token/queries.ts';
import { LastUses } from './last-uses.ts';

/** Tokens remembered at a time; the least recently used are forgotten first, and only cost a check. */
const TOKENS_KEPT = 10_000;

/** A token whose form and signature are good: what is left to ask is whether it was revoked. */
type Known = {
  issued_at: string | null;
  expires_at: string | null;
  read(db: Reader, at: string): Promise<Grant>;
  /** The last answer, good for as long as the database is what it was at `mark`. */
  latest?: { grant: Grant; mark: number };
};

type Admission = {
  actor: UserActor | AnonymousActor;
  /** When the token expires, or the session before it. */
  expires_at: string | null;
  confirm(db: Reader): Promise<void>;
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
   * The actor of a token, and the question whether the token is still good. A token that is not
   * good makes an anonymous actor that knows why, so that public procedures work all the same.
   */
  async admit(token: string, at: string): Promise<Admission> {
    try {
      const known = this.#known.get(token) ?? (await this.#check(token, at));
      const { actor, expires_at } = await this.#grantOf(known, at);
      this.#lastUses.note(actor, at);
      return {
        actor,
        expires_at: earlierOf(known.expires_at, expires_at),
        confirm: (db) => confirm(actor, known.read(db, at)),
      };
    } catch (error) {
      if (error instanceof AppError) return { ...NOBODY, actor: { kind: 'anonymous', refusal: error } };
      throw error;
    }
  }

  /** Writes down when sessions and API tokens were last used, in one transaction for all. */
  saveLastUses(): Promise<void> {
    return this.#lastUses.save(this.#database);
  }

  async #check(token: string, at: string): Promise<Known> {
    const known = isApiToken(token) ? knownApiToken(token) : await this.#checkAccessToken(token, at);
    await this.#grantOf(known, at); // only what is good is kept: nobody fills the memory with made-up tokens
    this.#known.set(token, known);
    return known;
  }

  async #checkAccessToken(token: string, at: string): Promise<Known> {
    const { issued_at, expires_at, ...claims } = await verifyAccessToken(this.#settings, token, at);
    return { issued_at, expires_at, read: (db, now) => getGrantOfSession(db, claims, now) };
  }

  async #grantOf(known: Known, at: string): Promise<Grant> {
    if (isOver(known.expires_at, at)) throw expiredToken();
    if (known.issued_at !== null && isFromFuture(known.issued_at, at)) throw new AppError('unauthenticated');
    // The mark is taken first: what is committed while we read makes it outdated.
    const mark = this.#database.changeMark();
    if (known.latest?.mark === mark && !isOver(known.latest.grant.expires_at, at)) return known.latest.grant;
    const grant = await known.read(this.#database.read, at);
    known.latest = { grant, mark };
    return grant;
  }
}

/** Of actors without a token: nothing expires, and nothing is to be confirmed. */
export const NOBODY = { expires_at: null, confirm: async (): Promise<void> => undefined };

function earlierOf(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other < one) ? other : one;
}

async function confirm({ role }: UserActor, reading: Promise<Grant>): Promise<void> {
  const { actor } = await reading;
  if (actor.role !== role) throw new AppError('forbidden');
}

function knownApiToken(token: string): Known {
  return { issued_at: null, expires_at: null, read: (db, at) => getGrantOfApiToken(db, token, at) };
}

function isOver(expires_at: string | null, at: string): boolean {
  return expires_at !== null && expires_at <= at;
}
