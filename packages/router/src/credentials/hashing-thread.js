import { setPriority } from 'node:os';
import { hashSync, verifySync } from '@node-rs/bcrypt';

// What a thread of hashing-threads.ts runs. JavaScript, so that no thread has to load what strips types (12 MB).

// A twentieth of the time of a core that the event loop would use up: with one core and an event loop that is never idle,
// a login takes 3.8 s (2.1 s at 10, 7 s at 19), and at 80 % of that load logins delay few other calls. On Linux this
// concerns the calling thread alone (setpriority(2), BUGS); elsewhere it would be the whole process.
if (process.platform === 'linux') setPriority(13);

/** @param {{ folded: string, cost: number }} task */
export function hash({ folded, cost }) {
  return hashSync(folded, { cost });
}

/** @param {{ folded: string, passwordHash: string }} task */
export function verify({ folded, passwordHash }) {
  return verifySync(folded, passwordHash);
}
