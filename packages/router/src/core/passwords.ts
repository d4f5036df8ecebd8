import { createHmac } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/bcrypt';

/**
 * bcrypt reads 72 bytes and stops at a NUL. The HMAC folds a password of any length into 48
 * bytes, which base64 writes as 64 characters without a NUL, so every byte counts. The key is no
 * secret: it keeps these hashes apart from those that others make of the same password.
 */
const DOMAIN_KEY = 'docket/password/v1';

/** Hashes a password with bcrypt. Takes about 0.3 s of a thread at cost 12. */
export function hashPassword(password: string, cost: number): Promise<string> {
  return hash(fold(password), { cost });
}

/** Whether the password is the one that was hashed. Takes as long as the hash's own cost says. */
export function verifyPassword(password: string, passwordHash: string): Promise<boolean> {
  return verify(fold(password), passwordHash);
}

/** A well-formed hash that no password has: checking it takes as long as checking a real one. */
export function hashOfNobody(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}

/** Whether the hash was made at another cost than `cost` and is to be made again. */
export function needsRehash(passwordHash: string, cost: number): boolean {
  return parseOptions(passwordHash).cost !== cost;
}

function fold(password: string): string {
  return createHmac('sha384', DOMAIN_KEY).update(password, 'utf8').digest('base64');
}
