// Runs on sqlite: it tests what lies above the database.

import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { hashPassword } from '../../src/credentials/passwords.ts';

const COST = 8;
const OLD_COST = 6;

/** Accounts of every kind that a wrong password can meet, and the names to log in with. */
async function openAccounts() {
  const docket = await openTestDocket({ BCRYPT_COST: String(COST), RATE_LIMIT_LOGINS: '0' });
  const system = docket.caller({ system: 'test' });
  await docket.createUser('current');
  const [old, inactive, imported] = [
    await docket.createUser('old'),
    await docket.createUser('inactive'),
    await docket.createUser('imported'),
  ];
  await system.user.update({ id: inactive.user.id, is_active: false });
  const setHash = (id: string, password_hash: string | null) =>
    docket.database.write((db) => db.updateTable('user').set({ password_hash }).where('id', '=', id).execute());
  await setHash(old.user.id, await hashPassword(TEST_PASSWORD, OLD_COST));
  await setHash(imported.user.id, null);
  return { docket, names: ['current', 'old', 'inactive', 'imported', 'nobody', 'nobody@example.org'] };
}

test('T18: takes the same time and says the same, whoever a wrong password is for', async () => {
  const { docket, names } = await openAccounts();
  const { auth } = docket.caller('anonymous');
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  const answers = new Set<string>();
  // The work of all threads of this process, and the least of each kind: threads of low priority take their time while
  // the machine has other work.
  for (let round = 0; round < 5; round += 1) {
    for (const username of names) {
      const start = process.cpuUsage();
      const refusal = await refusalOf(auth.login({ username, password: 'not the password' }));
      const { user, system } = process.cpuUsage(start);
      times.get(username)?.push(user + system);
      answers.add(JSON.stringify(refusal));
    }
  }
  expect([...answers]).toEqual(['{"code":"invalid_credentials","status":401,"detail":"Invalid credentials"}']);
  const fastest = [...times.values()].map((taken) => Math.min(...taken));
  // Without the defence an old hash is 4 times as fast, and no account some 100 times.
  expect(Math.max(...fastest) / Math.min(...fastest)).toBeLessThan(2);
});
