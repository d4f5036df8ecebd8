import { LOGIN } from '../benched-data.ts';
import { startStorm } from '../login-storm.ts';
import type { Contender } from './measure.ts';

/** Enough to keep every thread of the pool hashing for all of the time, on the one core of the server. */
const IN_FLIGHT = 20;

/** Does the work while logins go on, and does not begin before they do. */
export async function withLogins<T>({ address, protocol }: Contender, work: () => Promise<T>): Promise<T> {
  if (!protocol.login) throw new Error('A server without logins can not be asked for any');
  const { path, field } = protocol.login;
  const storm = await startStorm({
    address,
    path,
    ...(field && { field }),
    usernames: Array.from({ length: 8 }, (_, index) => `user-${index + 1}`),
    password: LOGIN.password,
    inFlight: IN_FLIGHT,
    pauseMs: 1000, // who is refused comes again, but not at once
  });
  try {
    return await work();
  } finally {
    await storm.stop();
  }
}
