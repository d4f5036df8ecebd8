// P4: one's own account has an address of its own, which is the same procedure.

import { refusalOf } from '@docket/kit/docket';
import { openTestServer } from '@docket/kit/server';
import { afterAll, expect, test } from 'vitest';

const { docket, request } = await openTestServer({}, { logging: false, onEnd: afterAll });
const ada = await docket.createUser('ada');
const root = await docket.createUser('root', 'admin');

const patch = (url: string, payload: object, token = ada.access_token, headers = {}) =>
  request({ method: 'PATCH', url: `/api/v1${url}`, token, payload, headers });

test('PATCH /users/me changes the account of whoever asks, whatever id the body names', async () => {
  const changed = await patch('/users/me', { bio: 'Analyst', id: root.user.id });
  expect([changed.statusCode, changed.json()]).toEqual([
    200,
    { ...ada.user, bio: 'Analyst', version: 2, updated_at: expect.anything() },
  ]);
  expect(await root.caller.user.me()).toMatchObject({ bio: null });
  expect((await patch('/users/me', { role: 'admin' })).statusCode).toBe(403);
  expect((await patch('/users/me', {}, 'x')).statusCode).toBe(401);
});

test('it has the rules of an update: nothing known is refused, and what is stored may be sent back', async () => {
  const { statusCode, body } = await patch('/users/me', { boi: 'Analyst' });
  expect([statusCode, body]).toEqual([422, expect.stringContaining('bio')]);
  const { bio, username } = await ada.caller.user.me();
  expect((await patch('/users/me', { bio, username })).statusCode).toBe(200);
  const strict = await patch('/users/me', { bio, colour: 'red' }, ada.access_token, { prefer: 'handling=strict' });
  expect(strict.statusCode).toBe(422);
});

test('`me` is an id to every door, and nobody to a script', async () => {
  expect(await ada.caller.user.update({ id: 'me', bio: 'Countess' })).toMatchObject({ id: ada.user.id });
  const script = docket.caller({ system: 'test' }).user.update({ id: 'me', bio: 'Countess' });
  expect(await refusalOf(script)).toMatchObject({ code: 'user_required' });
});

test('the document has the address, without an id, with the body of the other', async () => {
  const { paths } = (await request({ url: '/openapi.json' })).json();
  const [own, other] = [paths['/users/me'].patch, paths['/users/{id}'].patch];
  expect(own).toMatchObject({ operationId: 'updateMe', requestBody: other.requestBody });
  expect(own.parameters.filter((one: object) => 'name' in one)).toEqual([]);
});
