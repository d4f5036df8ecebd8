// Runs on sqlite: it tests what lies above the database.

import { createHmac } from 'node:crypto';
import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { hashInThread } from '../../src/credentials/hashing-threads.ts';
import { checkPassword, hashOfNobody, hashPassword, verifyPassword } from '../../src/credentials/passwords.ts';

test.each([
  ['agree in their first 72 bytes', `${'x'.repeat(72)}one`, `${'x'.repeat(72)}two`],
  ['differ only in the last of 100 characters', `${'x'.repeat(99)}a`, `${'x'.repeat(99)}b`],
  ['agree in 72 bytes of long characters', `${'🔑'.repeat(18)}one`, `${'🔑'.repeat(18)}two`],
  ['hold characters whose UTF-16 has zero bytes', 'Ā Ȁ Ḁ ĀĀ 12', 'Ā Ȁ Ḁ ĀĀ 13'],
  ['differ in case', 'Analytical engine', 'analytical engine'],
  ['differ in white space at the end', 'analytical engine', 'analytical engine '],
])('tells passwords apart that %s', async (_, password, other) => {
  const docket = await openTestDocket();
  const anonymous = docket.caller('anonymous');
  await anonymous.auth.register({ email: 'ada@example.org', password });
  const login = (given: string) => anonymous.auth.login({ username: 'ada@example.org', password: given });
  expect(await refusalOf(login(other))).toMatchObject({ code: 'invalid_credentials' });
  await expect(login(password)).resolves.toHaveProperty('access_token');
});

test('tells passwords apart behind a NUL, should one ever get that far', async () => {
  const hash = await hashPassword('same\0one', 4);
  expect(await verifyPassword('same\0one', hash)).toBe(true);
  expect(await verifyPassword('same\0two', hash)).toBe(false);
  expect(await verifyPassword('same', hash)).toBe(false);
});

test('has no password for the hash of nobody', async () => {
  for (const password of ['', '.', 'password']) expect(await verifyPassword(password, hashOfNobody(4))).toBe(false);
});

test('takes a hash that was made of a decomposed password, as it was typed, and hashes composed ones from now on', async () => {
  const typed = 'cafe\u0301-password';
  const folded = createHmac('sha384', 'docket/password/v1').update(typed, 'utf8').digest('base64');
  const old = await hashInThread(folded, 4);
  expect(await verifyPassword(typed, old)).toBe(true);
  expect(await checkPassword(typed, { hash: old, cost: 4 })).toBe(true);
  expect(await verifyPassword(`${typed}!`, old)).toBe(false);
  expect(await verifyPassword(typed.normalize('NFC'), await hashPassword(typed, 4))).toBe(true);
});
