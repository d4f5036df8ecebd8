// Runs on none: it opens no database.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { hashingThreads, openHashingThreads } from '../../src/credentials/hashing-threads.ts';
import { hashPassword, verifyPassword } from '../../src/credentials/passwords.ts';

const task = { folded: 'analytical engine', cost: 12 };

/** The nice values of the threads of this process (proc_pid_stat(5), field 19). */
function niceValues(): number[] {
  return readdirSync('/proc/self/task').map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  });
}

test('hashes beside the event loop, which goes on', async () => {
  let turns = 0;
  let isHashing = true;
  const hashing = hashPassword('analytical engine', 10).finally(() => {
    isHashing = false;
  });
  for (; isHashing; turns += 1) await nextTurn();
  expect(turns).toBeGreaterThan(10);
  expect(await verifyPassword('analytical engine', await hashing)).toBe(true);
});

// Elsewhere a priority belongs to the whole process.
test.runIf(process.platform === 'linux')('hashes at a lower priority than everything else', async () => {
  await hashPassword('analytical engine', 4);
  const { threads } = await hashingThreads();
  expect(threads.length).toBeGreaterThan(0);
  expect(niceValues().filter((nice) => nice === 13)).toHaveLength(threads.length);
});

test('ends the threads that have nothing to do', async () => {
  const pool = await openHashingThreads({ idleMs: 1 });
  await Promise.all([pool.run(task, { name: 'hash' }), pool.run(task, { name: 'hash' })]);
  await vi.waitFor(() => expect(pool.threads).toHaveLength(0), 60_000);
  expect(await pool.run({ ...task, cost: 4 }, { name: 'hash' })).toMatch(/^\$2b\$04\$/);
  await pool.destroy();
});

test('says so when a thread dies, and hashes the next password in another', async () => {
  const pool = await openHashingThreads();
  await pool.run({ ...task, cost: 4 }, { name: 'hash' }); // begins a thread
  const hashing = pool.run(task, { name: 'hash' });
  await pool.threads[0]?.terminate();
  await expect(hashing).rejects.toThrow('worker exited');
  expect(await pool.run({ ...task, cost: 4 }, { name: 'hash' })).toMatch(/^\$2b\$04\$/);
  await pool.destroy();
});

test('keeps no process alive', async () => {
  const passwords = new URL('../../src/credentials/passwords.ts', import.meta.url);
  const script = `import { hashPassword } from '${passwords}'; console.log(await hashPassword('analytical engine', 4))`;
  const options = { timeout: 8000 }; // less than the threads wait for work
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], options);
  expect(stdout).toMatch(/^\$2b\$04\$/);
});
