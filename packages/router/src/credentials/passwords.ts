import { createHmac } from 'node:crypto';
import { parseOptions } from '@node-rs/bcrypt';
import { AppError } from '../core/errors.ts';
import { hashingPool } from './hashing-pool.ts';
import { hashInThread, verifyInThread } from './hashing-threads.ts';

// Everything here that hashes throws AppError `unavailable` while too many others wait for the same. `whose` a password
// is, such as the address that it comes from, takes turns with others (hashing-pool.ts).

/**
 * bcrypt reads 72 bytes and stops at a NUL. The HMAC folds a password of any length into 48
 * bytes, which base64 writes as 64 characters without a NUL, so every byte counts. The key is no
 * secret: it keeps these hashes apart from those that others make of the same password.
 */
const DOMAIN_KEY = 'docket/password/v1';

/** Hashes a password with bcrypt. Takes about 0.3 s of a thread at cost 12. */
export function hashPassword(password: string, cost: number, whose?: string): Promise<string> {
  return hashingPool.run(() => hashInThread(fold(password.normalize('NFC')), cost), whose);
}

/** Whether the password is the one that was hashed. Takes as long as the hash's own cost says. */
export function verifyPassword(password: string, passwordHash: string, whose?: string): Promise<boolean> {
  return hashingPool.run(async () => {
    for (const spelling of spellingsOf(password)) if (await verifyInThread(fold(spelling), passwordHash)) return true;
    return false;
  }, whose);
}

/**
 * Whether the password is that of the account; `hash` is null when there is no account, or no
 * password. A wrong one takes the time of one hash at `cost` for each of its spellings, which is what new hashes cost, whether
 * there is an account or not, and also when its hash is older and cheaper: bcrypt at cost c takes
 * 2^c steps, so after a check at c, checks at c, c+1, … cost-1 bring the sum to 2^cost. Only a hash
 * above `cost` takes longer; it is renewed at its user's next login.
 */
export function checkPassword(
  password: string,
  { hash, cost, whose }: { hash: string | null; cost: number; whose?: string | undefined },
): Promise<boolean> {
  // One piece of work, because a refusal between the checks would tell such accounts apart.
  return hashingPool.run(async () => {
    const checked = hash ?? hashOfNobody(cost);
    for (const folded of spellingsOf(password).map(fold)) {
      if (await verifyInThread(folded, checked)) return true;
      for (let spent = parseOptions(checked).cost; spent < cost; spent += 1)
        await verifyInThread(folded, hashOfNobody(spent));
    }
    return false;
  }, whose);
}

/** A well-formed hash that no password has: checking it takes as long as checking a real one. */
export function hashOfNobody(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}

/**
 * A new hash of a password that was right, when its hash was made at another cost; else undefined.
 * Also undefined while the pool is full: the user is logged in all the same, and renews it next time.
 */
export async function renewHash(
  password: string,
  { hash, cost, whose }: { hash: string; cost: number; whose?: string | undefined },
): Promise<string | undefined> {
  if (parseOptions(hash).cost === cost) return undefined;
  return hashPassword(password, cost, whose).catch((error: unknown) => {
    if (error instanceof AppError && error.reason === 'unavailable') return undefined;
    throw error;
  });
}

/**
 * What a password may have been hashed as. One text may be typed composed or decomposed, as keyboard and system have it,
 * so it is hashed composed (NFC, RFC 8265 section 4.2.2); older hashes were made of what was typed.
 */
function spellingsOf(password: string): string[] {
  return [...new Set([password.normalize('NFC'), password])];
}

function fold(password: string): string {
  return createHmac('sha384', DOMAIN_KEY).update(password, 'utf8').digest('base64');
}
