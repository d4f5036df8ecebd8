import { createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * A new opaque token of 256 random bits. The prefix lets people and secret scanners see what a
 * found string is.
 */
export function newSecretToken(prefix: `${string}_`): string {
  return prefix + randomBytes(32).toString('base64url');
}

type Derivation = { key: string; from: string };

/** A token that is always the same for what it is derived from, and that nobody can make without the key. */
export function deriveSecretToken(prefix: `${string}_`, { key, from }: Derivation): string {
  return prefix + createHmac('sha256', key).update(`docket/${prefix}/v1`).update(from).digest('base64url');
}

/** What is stored of a token. A fast hash is enough for 256 random bits. */
export function hashSecretToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
