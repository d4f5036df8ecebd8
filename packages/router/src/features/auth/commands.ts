import { createHash } from 'node:crypto';
import { returnAllPoints } from '../../limits/stored-limit.ts';
import type { Writer } from '../../visibility/handles.ts';
import { foldLogin } from '../user/schema.ts';

/** Whose password was guessed at: by name, as the caller said it, or by user where the user is known. */
export type Guessed = { name?: string | undefined; user_id?: string | undefined };

/** The key under which guesses are counted. A name is hashed: it may be long, and people type passwords there. */
export function guessKey({ name, user_id }: Guessed): string {
  if (name === undefined) return `password:${user_id}`;
  return `login:${hashOfName(name)}`;
}

/** What may be kept of a name, in hexadecimal. */
export function hashOfName(name: string): string {
  return createHash('sha256').update(foldLogin(name)).digest('hex');
}

type Account = { id: string; email: string; username: string | null };

/**
 * Opens an account that was locked for guessing. Whoever sets a new password by mail, or has an admin
 * set one, has proved to be the owner, and the guesses were at the old password.
 */
export async function forgetGuesses(db: Writer, { id, email, username }: Account): Promise<void> {
  for (const key of [guessKey({ user_id: id }), ...[email, username].map((name) => name && guessKey({ name }))]) {
    if (key) await returnAllPoints(db, key);
  }
}
