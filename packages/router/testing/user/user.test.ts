import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const NOBODY = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';
const forbidden = { code: 'forbidden', status: 403 };

async function team() {
  const docket = await openTestDocket();
  const admin = await docket.createUser('admin', 'admin');
  const ada = await docket.createUser('ada');
  const bob = await docket.createUser('bob');
  return { docket, admin, ada, bob };
}

test('shows all fields of a user, and the address as full name when there is no other', async () => {
  const { admin } = await team();
  const made = await admin.caller.user.create({ email: 'Eve@example.org', password: TEST_PASSWORD });
  expect(made).toEqual({
    id: expect.any(String),
    email: 'eve@example.org',
    username: null,
    first_name: null,
    last_name: null,
    full_name: 'eve@example.org',
    role: 'user',
    is_active: true,
    bio: null,
    avatar_url: null,
    website: null,
    version: 1,
    created_at: expect.stringMatching(/Z$/),
    updated_at: made.created_at,
  });
  expect(await admin.caller.user.get({ id: made.id })).toEqual(made);
});

test.each([
  [{ first_name: 'Ada', last_name: 'Lovelace' }, 'Ada Lovelace'],
  [{ first_name: 'Ada' }, 'Ada'],
  [{ last_name: ' Lovelace ' }, 'Lovelace'],
])('makes of %j the full name "%s"', async (names, full_name) => {
  const { ada } = await team();
  expect(await ada.caller.user.update({ id: ada.user.id, ...names })).toMatchObject({ full_name });
});

test('lists users page by page, all of them or only the active or the deactivated', async () => {
  const { admin, ada } = await team();
  await admin.caller.user.update({ id: ada.user.id, is_active: false });
  const names = async (input: Parameters<typeof admin.caller.user.list>[0]) => {
    const { items, ...rest } = await admin.caller.user.list(input);
    return { names: items.map((user) => user.username), ...rest };
  };
  expect(await names({ size: 2 })).toMatchObject({ names: ['admin', 'ada'], total: 3, page: 1, size: 2, pages: 2 });
  expect(await names({ limit: 2, page: 2 })).toMatchObject({ names: ['bob'], total: 3, page: 2, size: 2, pages: 2 });
  expect(await names({ page: 9 })).toMatchObject({ names: [], total: 3, page: 9, size: 20, pages: 1 });
  expect(await names({ is_active: true })).toMatchObject({ names: ['admin', 'bob'], total: 2 });
  expect(await names({ is_active: false })).toMatchObject({ names: ['ada'], total: 1 });
});

test('finds a user by id in upper or lower case, and tells a missing one from a wrong id', async () => {
  const { ada } = await team();
  expect(await ada.caller.user.get({ id: ada.user.id.toUpperCase() })).toEqual(ada.user);
  expect(await refusalOf(ada.caller.user.get({ id: NOBODY }))).toEqual({
    code: 'user_not_found',
    status: 404,
    detail: 'User not found',
  });
  expect(await refusalOf(ada.caller.user.get({ id: 'ada' }))).toMatchObject({ status: 422, errors: [{ path: 'id' }] });
});

test('changes the sent fields of one’s own profile and nothing else', async () => {
  const { docket, ada } = await team();
  docket.clock.advance(1000);
  const changed = await ada.caller.user.update({ id: ada.user.id, bio: 'Counts', website: 'https://ada.example' });
  expect(changed).toEqual({
    ...ada.user,
    bio: 'Counts',
    website: 'https://ada.example',
    version: 2,
    updated_at: docket.clock.now.toISOString(),
  });
  expect(await ada.caller.user.update({ id: ada.user.id, bio: null })).toEqual({ ...changed, bio: null, version: 3 });
});

test('does not let a user change another, nor tell by it whether that one exists', async () => {
  const { ada, bob } = await team();
  for (const id of [bob.user.id, NOBODY]) {
    const refusal = await refusalOf(ada.caller.user.update({ id, bio: 'Gotcha' }));
    expect(refusal).toEqual({ ...forbidden, detail: 'Not allowed to update this user' });
  }
  expect((await bob.caller.user.me()).bio).toBeNull();
});

test.each([{ role: 'admin' as const }, { is_active: false }, { password: 'a fresh password' }])(
  'does not let users give themselves %j',
  async (change) => {
    const { ada } = await team();
    expect(await refusalOf(ada.caller.user.update({ id: ada.user.id, bio: 'x', ...change }))).toMatchObject(forbidden);
    expect(await ada.caller.user.me()).toEqual(ada.user);
  },
);

test.each([
  [{ email: 'BOB@example.org' }, 'email_taken', 'Email already registered'],
  [{ username: 'BOB' }, 'username_taken', 'Username already taken'],
])('refuses to change oneself to %j, which is another’s', async (change, code, detail) => {
  const { admin, ada } = await team();
  const update = ada.caller.user.update({ id: ada.user.id, current_password: TEST_PASSWORD, ...change });
  expect(await refusalOf(update)).toEqual({ code, status: 409, detail });
  const create = admin.caller.user.create({ email: 'new@example.org', password: TEST_PASSWORD, ...change });
  expect(await refusalOf(create)).toEqual({ code, status: 409, detail });
  await expect(ada.caller.user.update({ id: ada.user.id, email: 'ADA@example.org' })).resolves.toEqual(
    expect.objectContaining({ email: 'ada@example.org' }),
  );
});

test('has no effect for fields that are not part of the input', async () => {
  const { docket, ada } = await team();
  const extra = {
    role: 'admin',
    is_active: false,
    id: NOBODY,
    created_at: '2000-01-01T00:00:00.000Z',
    deleted_at: 'x',
  };
  const account = { email: 'eve@example.org', password: TEST_PASSWORD, ...extra };
  const eve = await docket.caller('anonymous').auth.register(account);
  expect(eve).toMatchObject({ role: 'user', is_active: true });
  expect([eve.id, eve.created_at]).not.toEqual(expect.arrayContaining([NOBODY, extra.created_at]));

  const changes = { bio: 'x', password_hash: 'x', deactivated_at: 'x', deleted_at: 'x', imported_from: 'x:y' };
  await ada.caller.user.update({ id: ada.user.id, ...changes });
  expect(await ada.caller.user.me()).toEqual({ ...ada.user, bio: 'x', version: 2 });
  const columns = ['deactivated_at', 'deleted_at', 'imported_from'] as const;
  const row = await docket.database.read.selectFrom('user').select(columns).where('id', '=', ada.user.id).execute();
  expect(row).toEqual([{ deactivated_at: null, deleted_at: null, imported_from: null }]);
});

test('refuses a script as web address', async () => {
  const { ada } = await team();
  for (const field of ['website', 'avatar_url']) {
    const refusal = await refusalOf(ada.caller.user.update({ id: ada.user.id, [field]: 'javascript:alert(1)' }));
    expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: field }] });
  }
});

test('finds users by any part of their names and address, upper and lower case being the same', async () => {
  const { docket, ada } = await team();
  const found = async (q: string) => (await ada.caller.user.list({ q })).items.map(({ username }) => username);
  await ada.caller.user.update({ id: ada.user.id, first_name: 'Ädele', last_name: '100%_\\Love' });
  for (const q of ['äDELE', 'ädele 100', '%_\\l', 'ADA@example', 'ada']) expect(await found(q)).toEqual(['ada']);
  for (const q of ['%', '_', '\\']) expect(await found(q)).toEqual(['ada']);
  expect(await found("' or 1=1 --")).toEqual([]);
  await docket.caller({ system: 'test' }).user.update({ id: ada.user.id, last_name: null, username: 'lovelace' });
  expect(await found('100%')).toEqual([]);
  expect(await found('LOVELACE')).toEqual(['lovelace']);
});

test('tells nobody the address of another, not by what the password of that user may not be', async () => {
  const docket = await openTestDocket({ PASSWORD_REFUSE_PERSONAL: 'true' });
  const [ada, eve] = [await docket.createUser('ada'), await docket.createUser('eve')];
  // Only whoever may set the password hears what is wrong with it.
  const guess = { id: ada.user.id, password: `is it ${ada.user.email}?` };
  expect(await refusalOf(eve.caller.user.update(guess))).toMatchObject({ code: 'forbidden' });
});

test.each(['me', 'None', '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11'])(
  'gives nobody the username "%s", which filters read otherwise',
  async (username) => {
    const { docket, admin, ada } = await team();
    const reserved = {
      code: 'validation_failed',
      errors: [{ path: 'username', message: 'Is reserved: choose another' }],
    };
    const account = { email: 'eve@example.org', password: TEST_PASSWORD, username };
    expect(await refusalOf(docket.caller('anonymous').auth.register(account))).toMatchObject(reserved);
    expect(await refusalOf(admin.caller.user.create(account))).toMatchObject(reserved);
    expect(await refusalOf(ada.caller.user.update({ id: ada.user.id, username }))).toMatchObject(reserved);
  },
);

test('P5: a user who sets the password as an admin would is told where it changes', async () => {
  const { createUser } = await openTestDocket();
  const ada = await createUser('ada');
  const change = { id: ada.user.id, password: 'difference engine', current_password: TEST_PASSWORD };
  const { code, detail } = await refusalOf(ada.caller.user.update(change));
  expect([code, detail]).toEqual([
    'forbidden',
    expect.stringMatching(/your own password changes at \/auth\/password$/),
  ]);
  expect((await refusalOf(ada.caller.user.update({ id: ada.user.id, role: 'admin' }))).detail).not.toContain('/auth');
});
