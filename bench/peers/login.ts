import { verify } from '@node-rs/bcrypt';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { findPasswordHash } from './issues.ts';
import { fold } from './password.ts';
import { expected, key } from './peer.ts';

export const Credentials = z.object({ username: z.string(), password: z.string() });

/**
 * A login as one writes it plainly: bcrypt on the thread pool of Node, as many at once as come in. The hashes are those
 * of Docket (see `passwords.ts` of the router), and somebody who is not there costs as much.
 *
 * @returns undefined when name or password is wrong
 */
export async function logIn(given: unknown): Promise<{ access_token: string } | undefined> {
  const { username, password } = Credentials.parse(given);
  const user = await findPasswordHash(username);
  const isRight = await verify(fold(password), user?.password_hash ?? `$2b$12$${'.'.repeat(53)}`);
  if (!user || !isRight) return undefined;
  const signing = new SignJWT({ type: 'access' }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setSubject(user.id);
  const { issuer, audience } = expected;
  const timed = signing.setIssuer(issuer).setAudience(audience).setIssuedAt().setExpirationTime('30m');
  return { access_token: await timed.sign(key) };
}
