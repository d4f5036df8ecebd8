import type { FlowContext } from '../../../core/context.ts';
import { AppError, type ErrorCode } from '../../../core/errors.ts';
import { addressKey } from '../../../limits/address.ts';
import type { Limit, LimitedCall } from '../../../limits/limit.ts';
import { type CountStore, countStored, returnAllPoints, returnPoint } from '../../../limits/stored-limit.ts';
import type { Reader, Writer } from '../../../visibility/handles.ts';
import { hasBegunSession } from '../../session/queries.ts';
import { type Guessed, guessKey, hashOfName } from '../commands.ts';

const WINDOW_SECONDS = 15 * 60;

/** Whoever guesses at many accounts is stopped here; people behind one address do not notice each other. */
const ADDRESS_FACTOR = 5;

/** Right passwords cost a hash too: whoever logs in to accounts of their own again and again is stopped here. */
const ATTEMPTS_FACTOR = 20;

type GuardedCall = LimitedCall & Pick<FlowContext, 'settings'> & { db: CountStore };

type PasswordCheck<T> = {
  /**
   * Whose password it is, as the caller said it: to count by the user would tell who has which
   * address. Left out where the user is known already.
   */
  name?: string;
  /** The user whom that means, if there is one. */
  user_id?: string | undefined;
  /** Throws `invalid_credentials`, `login_inactive`, `login_unconfirmed` or `wrong_password` when that was a guess. */
  check: () => Promise<T>;
};

type RightPassword<T> = {
  /** What the check has given. */
  checked: T;
  /** Takes the attempt out of the counts of guesses again. To be run in the transaction that the password opens. */
  forgive(db: Writer): Promise<void>;
};

/** Enough to tell names apart, and too little to be sure of a password that was typed as a name. */
const LOGGED_HASH_LENGTH = 8;

/**
 * Lets only so many wrong passwords be tried for an account and from an address (OWASP ASVS 5.0,
 * 6.3.1). A check counts before it begins, so that guesses that come at once count too; when the
 * password was right, `forgive` gives the account all its points back and the address this one. All
 * attempts from an address, right ones too, are counted apart. Each wrong password leaves a line in the log.
 *
 * Strangers cannot lock the owner out: from an address where a session of this account was once
 * begun, checks are counted apart from those of everywhere else.
 *
 * @throws AppError `rate_limited`, and what the check throws
 */
export async function guardPassword<T>(call: GuardedCall, password: PasswordCheck<T>): Promise<RightPassword<T>> {
  const { db, settings, request } = call;
  const { check: run, ...account } = password;
  const check = () => run().catch((error: unknown) => logGuess(call, account, error));
  if (settings.RATE_LIMIT_LOGINS === 0 || request.address === null) {
    return { checked: await check(), forgive: async () => undefined };
  }
  const address = addressKey(request.address);
  const limits = limitsOf(settings.RATE_LIMIT_LOGINS);
  const ofAccount = await accountKey(db.read, { ...account, address });
  const ofAddress = `login-address:${address}`;
  const uses = [
    { limit: limits.attempts, key: `login-attempts:${address}` },
    { limit: limits.perAddress, key: ofAddress },
    { limit: limits.perAccount, key: ofAccount },
  ];
  await countStored(db, call, uses);
  const checked = await check().catch(async (error: unknown) => {
    const keys = uses.map(({ key }) => key);
    // Should that fail too, what went wrong first is what the caller has to know.
    if (!isWrongPassword(error)) await db.write((tx) => returnPoint(tx, keys)).catch(() => undefined);
    throw error;
  });
  return {
    checked,
    async forgive(tx) {
      await returnAllPoints(tx, ofAccount);
      await returnPoint(tx, [ofAddress]);
    },
  };
}

/** @throws what it is given */
function logGuess({ request }: GuardedCall, { name, user_id }: Guessed, error: unknown): never {
  if (isWrongPassword(error)) {
    const whose = name === undefined ? { user_id } : { name_hash: hashOfName(name).slice(0, LOGGED_HASH_LENGTH) };
    request.log.warn({ ...whose, address: request.address, code: error.reason }, 'failed login');
  }
  throw error;
}

function limitsOf(quota: number) {
  const limit = (name: string, times: number, what: string): Limit => {
    return { name, quota: quota * times, window_seconds: WINDOW_SECONDS, what };
  };
  return {
    perAccount: limit('login', 1, 'wrong passwords'),
    perAddress: limit('login-address', ADDRESS_FACTOR, 'wrong passwords from your address'),
    attempts: limit('login-attempts', ATTEMPTS_FACTOR, 'logins from your address'),
  };
}

async function accountKey(db: Reader, { address, ...account }: Guessed & { address: string }): Promise<string> {
  const key = guessKey(account);
  const { user_id } = account;
  return user_id && (await hasBegunSession(db, user_id, address)) ? `${key}:${address}` : key;
}

/** Anything else, such as an overloaded server, tells nothing about the password and costs nothing. */
function isWrongPassword(error: unknown): error is AppError {
  const wrong: ErrorCode[] = ['invalid_credentials', 'login_inactive', 'login_unconfirmed', 'wrong_password'];
  return error instanceof AppError && wrong.includes(error.reason);
}
