import type { Database, Reader } from '@docket/db';
import { AppError, type ErrorCode } from '../../../core/errors.ts';
import { addressKey } from '../../../limits/address.ts';
import type { Limit, LimitedCall } from '../../../limits/limit.ts';
import { returnAllPoints, returnPoint } from '../../../limits/store.ts';
import { countStored } from '../../../limits/stored-limit.ts';
import { type Guessed, guessKey } from '../commands.ts';

const WINDOW_SECONDS = 15 * 60;

/** Whoever guesses at many accounts is stopped here; people behind one address do not notice each other. */
const ADDRESS_FACTOR = 5;

/** Right passwords cost a hash too: whoever logs in to accounts of their own again and again is stopped here. */
const ATTEMPTS_FACTOR = 20;

type PasswordCheck<T> = {
  /**
   * Whose password it is, as the caller said it: to count by the user would tell who has which
   * address. Left out where the user is known already.
   */
  name?: string;
  /** The user whom that means, if there is one. */
  user_id?: string | undefined;
  /** Throws `invalid_credentials`, `login_inactive` or `wrong_password` when that was a guess. */
  check: () => Promise<T>;
};

export type PasswordGuard = <T>(call: LimitedCall, password: PasswordCheck<T>) => Promise<T>;

/**
 * Lets only so many wrong passwords be tried for an account and from an address (OWASP ASVS 5.0,
 * 6.3.1). A check counts before it begins, so that guesses that come at once count too; when the
 * password was right, the account gets all its points back and the address this one. All attempts
 * from an address, right ones too, are counted apart.
 *
 * Strangers can not lock the owner out: from an address where a session of this account was once
 * begun, checks are counted apart from those of everywhere else.
 */
export function passwordGuard(database: Database, quota: number): PasswordGuard {
  const limit = (name: string, times: number, what: string): Limit => {
    return { name, quota: quota * times, window_seconds: WINDOW_SECONDS, what };
  };
  const perAccount = limit('login', 1, 'wrong passwords');
  const perAddress = limit('login-address', ADDRESS_FACTOR, 'wrong passwords from your address');
  const attempts = limit('login-attempts', ATTEMPTS_FACTOR, 'logins from your address');
  return async (call, { name, user_id, check }) => {
    if (quota === 0 || call.request.address === null) return check();
    const address = addressKey(call.request.address);
    const addressUse = { limit: perAddress, key: `login-address:${address}` };
    const accountUse = { limit: perAccount, key: await accountKey(database.read, { name, user_id, address }) };
    const attempt = { limit: attempts, key: `login-attempts:${address}` };
    const uses = [attempt, addressUse, accountUse];
    await countStored(database, call, uses);
    const result = await check().catch(async (error: unknown) => {
      const keys = uses.map(({ key }) => key);
      if (!isWrongPassword(error)) await database.write((db) => returnPoint(db, keys));
      throw error;
    });
    await database.write(async (db) => {
      await returnAllPoints(db, accountUse.key);
      await returnPoint(db, [addressUse.key]);
    });
    return result;
  };
}

async function accountKey(db: Reader, { address, ...account }: Guessed & { address: string }): Promise<string> {
  const key = guessKey(account);
  const { user_id } = account;
  return user_id && (await hasBegunSession(db, user_id, address)) ? `${key}:${address}` : key;
}

async function hasBegunSession(db: Reader, user_id: string, address: string): Promise<boolean> {
  const session = await db
    .selectFrom('session')
    .select('id')
    .where('user_id', '=', user_id)
    .where('address_key', '=', address)
    .limit(1)
    .executeTakeFirst();
  return session !== undefined;
}

/** Anything else, such as an overloaded server, tells nothing about the password and costs nothing. */
function isWrongPassword(error: unknown): boolean {
  const wrong: ErrorCode[] = ['invalid_credentials', 'login_inactive', 'wrong_password'];
  return error instanceof AppError && wrong.includes(error.reason);
}
