import { LOGIN } from '../benched-data.ts';
import { startStorm } from '../login-storm.ts';
import type { Contender } from './measure.ts';

/**
 * Does the work while so many logins are under way at any time, and does not begin before they are. Ends when the last
 * of them is answered: what is left of it would be hashed while others are measured.
 */
export async function withLogins<T>(
  { address, protocol }: Contender,
  inFlight: number,
  work: () => Promise<T>,
): Promise<T> {
  if (!protocol.login) throw new Error('A server without logins cannot be asked for any');
  const { path, field } = protocol.login;
  const storm = await startStorm({
    address,
    path,
    ...(field && { field }),
    usernames: Array.from({ length: 8 }, (_, index) => `user-${index + 1}`),
    password: LOGIN.password,
    inFlight,
    pauseMs: 1000, // who is refused comes again, but not at once
    drains: true,
  });
  try {
    return await work();
  } finally {
    await storm.stop();
  }
}
