// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// P1: with SHOW_EMAILS=false, nobody but oneself and admins sees an address, whatever is called through whichever door.

import { call, logIn, PASSWORD, production, send, startServer } from '@docket/kit/target';
import { describe, expect, test } from 'vitest';
import { addressOf, listOperations, makeScene, sendValid, validBody } from './operations.ts';

const server = await startServer({ ...production, SHOW_EMAILS: 'false' });
const operations = await listOperations(server);
const scene = await makeScene(server);

/** Of those who have no other name, so that the address would be the name as well. */
const CANARIES = [scene.ada.email, scene.root.email];

const showsCanary = (text: string) => CANARIES.some((email) => text.includes(email));

test('the world shows the addresses of others wherever users stand, to an admin', async () => {
  const shown = async (route: string, token: string) => showsCanary((await send(server, route, { token })).text);
  for (const path of ['users', `users/${scene.ada.id}`, 'issues', `issues/${scene.ids['issues']}/comments`]) {
    expect([path, await shown(`GET /api/v1/${path}`, scene.root.access_token)]).toEqual([path, true]);
    expect([path, await shown(`GET /api/v1/${path}`, scene.bob.access_token)]).toEqual([path, false]);
  }
});

describe.each(['bob', undefined])('an address is never shown to %s', (username) => {
  test.each(operations)('by $id', async (operation) => {
    const token = username && (await logIn(server, username)).access_token; // some calls end a session
    expect(showsCanary((await sendValid(server, { operation, scene, token })).text)).toBe(false);
    const end = operation.kind === 'feed' && { follow: false }; // else it has none
    const input = { ...addressOf(operation, scene), ...(await validBody(server, operation)), ...end };
    expect(showsCanary((await call(server, operation.procedure, { token, input })).text)).toBe(false);
  });
});

/** Some of the calls above have ended the sessions of the scene. */
async function getAs<T>(viewer: string, path: string): Promise<T> {
  const { access_token: token } = await logIn(server, viewer);
  return (await send<T>(server, `GET /api/v1/${path}`, { token })).json;
}

test('others get an address that is always the same, and that no mail goes to, and a name without it', async () => {
  const { id, email } = scene.ada;
  expect(await getAs('bob', `users/${id}`)).toMatchObject({ email: `${id}@hidden.invalid`, full_name: 'ada' });
  for (const viewer of ['ada', 'root']) {
    expect(await getAs(viewer, `users/${id}`)).toMatchObject({ email, full_name: email });
  }
});

test('H8: a refused edit shows no address, and the ETag is that of what its caller sees', async () => {
  const { access_token: token } = await logIn(server, 'bob');
  const json = { title: 'Crash', description: 'It crashes', assignees: [scene.ada.id] };
  const { json: made } = await send<{ id: string }>(server, 'POST /api/v1/issues', { token, json });
  const route = `/api/v1/issues/${made.id}`;
  const { headers } = await send(server, `GET ${route}`, { token });
  const edit = { token, headers: { 'if-match': String(headers.get('etag')) }, json: { title: 'Crash on save' } };
  expect((await send(server, `PATCH ${route}`, edit)).status).toBe(200);
  const later = { title: 'Crash on exit', version: 1 };
  for (const refused of [
    await send(server, `PATCH ${route}`, edit),
    await send(server, `PATCH ${route}`, { token, json: later }),
  ]) {
    expect([refused.status, showsCanary(refused.text)]).toEqual([412, false]);
    expect(refused.json).toMatchObject({ current: { assignees: [{ id: scene.ada.id }] } });
  }
});

test('a search finds nobody by an address that it does not show', async () => {
  const found = async (viewer: string, q: string) =>
    (await getAs<{ total: number }>(viewer, `users?q=${encodeURIComponent(q)}`)).total;
  for (const q of [scene.ada.email, '@', 'example']) {
    expect([q, await found('bob', q)]).toEqual([q, 0]);
    expect(await found('root', q)).toBeGreaterThan(0);
  }
  expect(await found('bob', 'ada')).toBeGreaterThan(0);
});

test('whoever registers sees the own address', async () => {
  const json = { email: 'eve@example.org', password: PASSWORD };
  expect((await send(server, 'POST /api/v1/auth/register', { json })).json).toMatchObject({ email: json.email });
});

test('production says at its start that addresses are not shown', async () => {
  expect(await server.logWith('SHOW_EMAILS')).toContain('SHOW_EMAILS=false: only admins see');
});
