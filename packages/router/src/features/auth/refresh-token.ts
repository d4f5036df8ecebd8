import { createHash, randomBytes } from 'node:crypto';

/** Lets people and secret scanners see what a found string is. */
const PREFIX = 'dkr_';

/** A new opaque refresh token of 256 random bits. */
export function newRefreshToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** What is stored of a refresh token. A fast hash is enough for 256 random bits. */
export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
