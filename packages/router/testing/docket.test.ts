import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { type Docket, openDocket } from '../src/docket.ts';
import { hasActiveAdmin } from '../src/features/user/queries.ts';
import { checkSettings } from '../src/settings/settings.ts';
import { SettingsError } from '../src/settings/settings-error.ts';

const FIRST_ADMIN = { FIRST_ADMIN_EMAIL: 'Root@Example.org', FIRST_ADMIN_PASSWORD: 'let me in please' };

/** Opens and closes a Docket on one data folder, as often as the test likes. */
function dataFolder() {
  const DATA_DIR = temporaryFolder();
  async function run<T>(work: (docket: Docket) => Promise<T>, settings: Record<string, string> = {}): Promise<T> {
    const docket = await openDocket(checkSettings({ DATA_DIR, BCRYPT_COST: '4', ...settings }));
    try {
      return await work(docket);
    } finally {
      await docket.close();
    }
  }
  return { DATA_DIR, run };
}

test('makes a key on first start that only its owner can read, and keeps it', async () => {
  const { DATA_DIR, run } = dataFolder();
  const first = await run(async (docket) => docket.settings.SECRET_KEY);
  const file = join(DATA_DIR, 'secret_key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toBe(first);
  expect(Buffer.byteLength(first ?? '')).toBeGreaterThanOrEqual(32);
  expect(await run(async (docket) => docket.settings.SECRET_KEY)).toBe(first);
});

test.each([
  ['takes a key of 32 bytes', 32, /^k{32}$/],
  ['refuses a key of fewer bytes', 31, /^SettingsError: The key in .* is not whole: delete the file/],
])('%s in the data folder', async (_what, length, expected) => {
  const { DATA_DIR, run } = dataFolder();
  writeFileSync(join(DATA_DIR, 'secret_key'), 'k'.repeat(length));
  const key = run(async (docket) => docket.settings.SECRET_KEY);
  expect(await key.catch((error: unknown) => String(error))).toMatch(expected);
});

test('keeps issues, accounts and sessions over a restart', async () => {
  const { run } = dataFolder();
  const credentials = { username: 'ada@example.org', password: 'analytical engine' };
  const { access_token, issue } = await run(async (docket) => {
    await docket.caller('anonymous').auth.register({ email: credentials.username, password: credentials.password });
    const tokens = await docket.caller('anonymous').auth.login(credentials);
    const caller = docket.caller({ access_token: tokens.access_token });
    return { ...tokens, issue: await caller.issue.create({ title: 'Stays', description: 'after a restart' }) };
  });
  await run(async (docket) => {
    expect(await docket.caller({ access_token }).issue.get({ id: '1' })).toEqual(issue);
    await expect(docket.caller('anonymous').auth.login(credentials)).resolves.toHaveProperty('access_token');
  });
});

test('makes the first admin that the settings name, and makes it once', async () => {
  const { run } = dataFolder();
  const admins = async (docket: Docket) => {
    const { items } = await docket.caller({ system: 'test' }).user.list({});
    return items.map(({ email, role }) => ({ email, role }));
  };
  const expected = [{ email: 'root@example.org', role: 'admin' }];
  expect(await run(admins, FIRST_ADMIN)).toEqual(expected);
  expect(await run(admins, FIRST_ADMIN)).toEqual(expected);
  expect(await run(admins, { ...FIRST_ADMIN, FIRST_ADMIN_EMAIL: 'second@example.org' })).toEqual(expected);

  const login = { username: FIRST_ADMIN.FIRST_ADMIN_EMAIL, password: FIRST_ADMIN.FIRST_ADMIN_PASSWORD };
  await expect(run((docket) => docket.caller('anonymous').auth.login(login))).resolves.toHaveProperty('access_token');
});

test('makes no first admin whose password the settings refuse, and lets one be who is there', async () => {
  const { run } = dataFolder();
  const strict = { ...FIRST_ADMIN, PASSWORD_REFUSE_PERSONAL: 'true', PASSWORD_REFUSE_COMMON: 'true' };
  const start = (settings: Record<string, string>) => run((docket) => hasActiveAdmin(docket.database.read), settings);
  const weak = { FIRST_ADMIN_PASSWORD: 'Password1' };
  const refusal = /^FIRST_ADMIN_PASSWORD: Is one of the passwords/;
  await expect(start({ ...strict, ...weak })).rejects.toThrow(refusal);
  await expect(start({ ...strict, ...weak })).rejects.toBeInstanceOf(SettingsError);
  await expect(start({ ...strict, FIRST_ADMIN_PASSWORD: 'the root login' })).rejects.toThrow('Must not contain');
  for (const [count, fault] of [
    [7, 'at least 8'],
    [101, 'at most 100'],
  ] as const) {
    const given = { ...FIRST_ADMIN, FIRST_ADMIN_PASSWORD: '👩‍👩‍👧'.repeat(count) };
    await expect(start(given)).rejects.toThrow(`FIRST_ADMIN_PASSWORD: Must have ${fault} characters`);
  }
  expect(await start({})).toBe(false);
  expect(await start({ ...FIRST_ADMIN, ...weak })).toBe(true);
  expect(await start({ ...strict, ...weak })).toBe(true);
});

test('makes no database when it may not migrate one', async () => {
  const { run } = dataFolder();
  const start = run(async () => 'started', { MIGRATE_ON_START: 'false' });
  await expect(start).rejects.toThrow('There is no database');
  await expect(run(async () => 'started')).resolves.toBe('started');
});

test('lets a script act as itself or as a user, and says when there is no such user', async () => {
  const docket = await openTestDocket();
  const { user } = await docket.createUser('ada');
  expect(await docket.caller({ user: 'ADA@example.org' }).user.me()).toEqual(user);
  expect(await refusalOf(docket.caller({ user: 'nobody' }).user.me())).toMatchObject({
    code: 'user_not_found',
    detail: 'There is no user "nobody"',
  });
  await docket.caller({ system: 'test' }).user.update({ id: user.id, is_active: false });
  expect(await refusalOf(docket.caller({ user: 'ada' }).user.me())).toMatchObject({ code: 'inactive_user' });
  expect(await refusalOf(docket.caller({ system: 'test' }).user.me())).toMatchObject({ code: 'user_required' });
});

test('works on a database in memory', async () => {
  const docket = await openTestDocket({ DATABASE_URL: 'sqlite::memory:' });
  const { caller } = await docket.createUser('ada');
  await caller.issue.create({ title: 'In memory', description: 'gone at the end' });
  expect((await caller.issue.list({})).items).toMatchObject([{ title: 'In memory' }]);
});
