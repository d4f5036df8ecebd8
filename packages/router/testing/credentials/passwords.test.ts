import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { hashOfNobody, hashPassword, verifyPassword } from '../../src/credentials/passwords.ts';

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
