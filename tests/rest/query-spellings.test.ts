// Runs on sqlite: it tests what lies above the database.

// C41, C43: how other languages write lists and booleans in a query.

import { serveWorld } from '@docket/kit/world';
import { afterAll, expect, test } from 'vitest';

const { server, users } = await serveWorld(afterAll);
const token = users.ada.access_token;
const { issue } = users.ada.caller;

for (const status of ['open', 'in_progress', 'closed'] as const) {
  const { id } = await issue.create({ title: `Is ${status}`, description: 'It crashes' });
  await issue.update({ id, status });
}

async function ask(query: string) {
  const response = await server.request({ url: `/api/v1/issues?${query}`, token });
  return response.json<{ items?: { id: string }[]; errors?: { path: string }[] }>();
}

test.each([
  ['status[]=closed', 'status=closed'],
  ['status[0]=closed', 'status=closed'],
  ['status%5B%5D=closed', 'status=closed'],
  ['status[]=closed&status[]=in_progress', 'status=closed&status=in_progress'],
  ['status[0]=closed&status[1]=in_progress', 'status=closed&status=in_progress'],
  ['status=closed&status[]=in_progress', 'status=closed&status=in_progress'],
  ['status[]=closed&status=in_progress', 'status=closed&status=in_progress'],
])('C41: ?%s is read as ?%s', async (spelling, usual) => {
  const [answer, expected] = [await ask(spelling), await ask(usual)];
  expect(answer).toEqual(expected);
  expect(expected.items?.length).toBeGreaterThan(0);
});

test('C41: what is wrong in a list is named by its place in the whole list', async () => {
  expect(await ask('status=open&status[]=shut')).toMatchObject({ errors: [{ path: 'status.1' }] });
});

test.each(['status[a]=closed', 'status[][]=closed', 'status[0=closed', 'size[]=1', '[]=closed', 'status]=closed'])(
  'C41: ?%s is no spelling of anything',
  async (query) => {
    expect(await ask(query)).toMatchObject({ errors: [{ code: 'unknown_parameter' }] });
  },
);

// All of them are active.
const { total: everybody } = await users.ada.caller.user.list({});

test.each(['true', 'True', 'TRUE', '1', 'false', 'False', 'FALSE', '0'])('C43: ?is_active=%s is read', async (word) => {
  const response = await server.request({ url: `/api/v1/users?is_active=${word}`, token });
  expect(response.json()).toMatchObject({ total: ['true', '1'].includes(word.toLowerCase()) ? everybody : 0 });
});

test.each(['yes', 'on', 'truth', '', '2', 'null'])('C43: ?is_active=%s is refused', async (word) => {
  const response = await server.request({ url: `/api/v1/users?is_active=${word}`, token });
  expect(response.statusCode).toBe(422);
});
