import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const ada = { email: 'ada.byron@example.org', username: 'countess', first_name: 'Augusta', last_name: 'Lee' };

async function register(settings: Record<string, string>, password: string) {
  const docket = await openTestDocket(settings);
  return docket.caller('anonymous').auth.register({ ...ada, password });
}

test.each(['password', 'countess', 'augusta1815'])('takes "%s" unless a setting refuses it', async (password) => {
  await expect(register({}, password)).resolves.toHaveProperty('id');
});

test('refuses a password that is shorter than PASSWORD_MIN_LENGTH, and names field and remedy', async () => {
  const settings = { PASSWORD_MIN_LENGTH: '14' };
  expect(await refusalOf(register(settings, 'thirteen char'))).toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'password', message: 'Must have at least 14 characters', code: 'too_small' }],
  });
  await expect(register(settings, 'fourteen chars')).resolves.toHaveProperty('id');
});

test.each(['password', 'PassWord1', 'qwertyuiop', 'TRUSTNO1'])('refuses the common "%s"', async (password) => {
  expect(await refusalOf(register({ PASSWORD_REFUSE_COMMON: 'true' }, password))).toMatchObject({
    errors: [{ path: 'password', message: expect.stringContaining('choose another'), code: 'common_password' }],
  });
});

test('takes a password that merely contains a common one', async () => {
  await expect(register({ PASSWORD_REFUSE_COMMON: 'true' }, 'my dragon eats baseball')).resolves.toHaveProperty('id');
});

test.each(['xx ADA.BYRON xx', 'The Countess', 'augusta1815'])(
  'refuses "%s", which says who the user is',
  async (password) => {
    expect(await refusalOf(register({ PASSWORD_REFUSE_PERSONAL: 'true' }, password))).toMatchObject({
      errors: [{ path: 'password', message: expect.stringContaining('unrelated'), code: 'personal_password' }],
    });
  },
);

test('takes a password with a short name in it, because that is part of too many words', async () => {
  await expect(register({ PASSWORD_REFUSE_PERSONAL: 'true' }, 'sleeping engine')).resolves.toHaveProperty('id');
});

test('holds what an admin sets to the same policy, with the names before and after the change', async () => {
  const docket = await openTestDocket({ PASSWORD_REFUSE_PERSONAL: 'true', PASSWORD_REFUSE_COMMON: 'true' });
  const { user } = docket.caller({ system: 'test' });
  const personal = { errors: [{ path: 'password', code: 'personal_password' }] };
  expect(await refusalOf(user.create({ ...ada, password: 'countess of old' }))).toMatchObject(personal);

  const { id } = await user.create({ ...ada, password: 'analytical engine' });
  const update = (password: string) => user.update({ id, username: 'lovelace', password });
  expect(await refusalOf(update('countess of old'))).toMatchObject(personal);
  expect(await refusalOf(update('lovelace of old'))).toMatchObject(personal);
  expect(await refusalOf(update('football'))).toMatchObject({ errors: [{ code: 'common_password' }] });
  await expect(update('difference engine')).resolves.toMatchObject({ username: 'lovelace' });
});

test('lets a user log in with a password from before the policy', async () => {
  const docket = await openTestDocket();
  const anonymous = docket.caller('anonymous');
  await anonymous.auth.register({ ...ada, password: 'password' });
  docket.settings.PASSWORD_REFUSE_COMMON = true;
  await expect(anonymous.auth.login({ username: ada.username, password: 'password' })).resolves.toHaveProperty(
    'access_token',
  );
});
