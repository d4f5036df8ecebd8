import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { afterAll, expect, test } from 'vitest';

const docket = await openTestDocket({}, afterAll);
const admin = await docket.createUser('root', 'admin');
const NAMES = ['Jose\u0301', 'Straße', 'İbrahim', 'ΟΔΟΣ', 'ὈΔΥΣΣΕΎΣ', 'Isparta'];
for (const [nth, first_name] of NAMES.entries()) {
  await admin.caller.user.create({ email: `user${nth}@example.org`, password: TEST_PASSWORD, first_name });
}

async function found(q: string): Promise<string[]> {
  return (await admin.caller.user.list({ q })).items.map(({ full_name }) => full_name);
}

test.each([
  ['José', 'José'],
  ['JOSE\u0301', 'José'],
  ['strasse', 'Straße'],
  ['STRAẞE', 'Straße'],
  ['ibrahim', 'İbrahim'],
  ['İBRAHİM', 'İbrahim'],
  ['i̇brahim', 'İbrahim'],
  ['οδος', 'ΟΔΟΣ'],
  ['οδοσ', 'ΟΔΟΣ'],
  ['ὀδυσσεύς', 'ὈΔΥΣΣΕΎΣ'],
  ['ısp', 'Isparta'],
])('C47: %s finds %s', async (q, name) => {
  expect(await found(q)).toEqual([name]);
});

test('an accent makes another letter', async () => {
  expect(await found('Jose')).toEqual([]);
});

test('C46: a search for nothing that one sees is refused', async () => {
  expect(await refusalOf(found('\u200b'))).toMatchObject({ code: 'validation_failed', errors: [{ path: 'q' }] });
});

test('finds users by role, and by all filters together', async () => {
  const { items, total } = await admin.caller.user.list({ role: 'admin' });
  expect({ names: items.map(({ username }) => username), total }).toEqual({ names: ['root'], total: 1 });
  const users = await admin.caller.user.list({ role: 'user', is_active: true, q: 'STRASSE' });
  expect(users.items).toMatchObject([{ first_name: 'Straße', role: 'user' }]);
  const first = await admin.caller.user.list({ role: 'user', size: 4 });
  const rest = await admin.caller.user.list({ role: 'user', size: 4, cursor: first.next_cursor ?? '' });
  expect([...first.items, ...rest.items]).toHaveLength(NAMES.length);
});
