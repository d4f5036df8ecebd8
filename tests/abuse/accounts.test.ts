// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// T22–T24: passwords that look alike, what belongs to others, and fields that are not the caller's to set.

import { serveTarget } from '@docket/kit/served-target';
import { type Account, call, PASSWORD, send, signUp } from '@docket/kit/target';
import { errorTable, isRpc } from '@docket/router';
import { describe, expect, test } from 'vitest';
import { rows } from '../cases/index.ts';
import {
  addressOf,
  listOperations,
  makeScene,
  NOWHERE,
  type Operation,
  routeTo,
  type Scene,
  sendValid,
  validBody,
} from './operations.ts';

const server = await serveTarget();
const operations = await listOperations(server);
const scene = await makeScene(server);

describe('T22: two passwords', () => {
  test.each([
    ['agree in their first 72 bytes', `${'x'.repeat(72)}one`, `${'x'.repeat(72)}two`],
    ['differ in the last of 100 characters', `${'x'.repeat(99)}a`, `${'x'.repeat(99)}b`],
    ['agree in 72 bytes of four-byte characters', `${'🔑'.repeat(18)}one`, `${'🔑'.repeat(18)}two`],
    ['agree in 72 bytes of three-byte characters', `${'鍵'.repeat(24)}one`, `${'鍵'.repeat(24)}two`],
    ['are one the beginning of the other', 'x'.repeat(72), 'x'.repeat(73)],
    ['have zero bytes in their UTF-16', 'Ā Ȁ Ḁ ĀĀ 12', 'Ā Ȁ Ḁ ĀĀ 13'],
    ['differ in case', 'Analytical engine', 'analytical engine'],
    ['differ in white space at the end', 'analytical engine', 'analytical engine '],
  ])('that %s are different', async (what, password, other) => {
    const email = `${what.replaceAll(' ', '-')}@example.org`;
    const registered = await send(server, 'POST /api/v1/auth/register', { json: { email, password } });
    expect(registered.status).toBe(200);
    const logIn = (given: string) =>
      send(server, 'POST /api/v1/auth/login', { json: { username: email, password: given } });
    expect((await logIn(other)).status).toBe(401);
    expect((await logIn(password)).status).toBe(200);
  });

  test.each(['same pass\0one', 'same pass\ud800'])(
    'that no engine reads alike (%j) cannot be set',
    async (password) => {
      const json = { email: 'nul@example.org', password };
      expect((await send(server, 'POST /api/v1/auth/register', { json })).status).toBe(422);
      expect((await call(server, 'auth.register', { input: json })).status).toBe(422);
      // What ends at the NUL is another password.
      const eve = await signUp(server, `nul${password.charCodeAt(9)}`);
      const login = { username: eve.username, password: `${PASSWORD}\0x` };
      expect([401, 422]).toContain((await send(server, 'POST /api/v1/auth/login', { json: login })).status);
    },
  );
});

describe('T23: without a right to it', () => {
  test.each(operations)('$id works for nobody who has not signed in, unless it says so', async (operation) => {
    const forged = [undefined, 'x', `${scene.ada.access_token}x`, scene.ada.refresh_token];
    for (const token of forged) {
      const { status, text } = await sendValid(server, { operation, scene, token });
      if (operation.isPublic) expect(status, text).not.toBe(403);
      else expect(status, text).toBe(401);
    }
    if (!hasRpc(operation)) return;
    const overRpc = await call(server, operation.procedure, { input: { id: NOWHERE, issue_id: NOWHERE } });
    if (operation.isPublic) expect(overRpc.status).not.toBe(403);
    else expect(overRpc.status).toBe(401);
  });

  /** What Bob cannot even look at. */
  const SHOWN_TO_ADA = /\/(auth|webhooks|deliveries)(\/|$)/;

  /** What Ada owns, or only an admin may do, by the case rows. */
  const refused = operations.flatMap((operation) => {
    if (operation.given['id'] === 'me') return []; // everyone's own account
    const outcome = rows[operation.procedure]?.may.bob ?? 'ok';
    return outcome === 'ok' ? [] : [[operation.id, errorTable[outcome].status, operation] as const];
  });

  test.each(refused)('%s of what is another’s is %i, and changes nothing', async (_id, status, operation) => {
    const view = viewOf(operation, scene);
    const token = scene.bob.access_token;
    const viewer = SHOWN_TO_ADA.test(operation.path) ? scene.ada.access_token : token;
    const seen = async () =>
      (await send(server, view, { token: viewer })).text.replace(/"(last_used_at|request_id)":[^,}]*/g, '');
    const before = await seen();
    expect((await sendValid(server, { operation, scene, token })).status).toBe(status);
    if (hasRpc(operation)) {
      const input = { ...(await validBody(server, operation)), ...addressOf(operation, scene) };
      expect((await call(server, operation.procedure, { token, input })).status).toBe(status);
    }
    expect(await seen()).toEqual(before);
  });

  test('nothing else that is addressed can be changed by anybody', () => {
    const addressed = operations.filter(({ path, method }) => path.includes('{') && method !== 'GET');
    const reactions = ['addReaction', 'removeReaction', 'addCommentReaction', 'removeCommentReaction'];
    const open = ['createComment', 'attachToIssue', ...reactions, 'watchIssue', 'unwatchIssue'];
    expect(addressed.filter((one) => !refused.some(([id]) => id === one.id)).map(({ id }) => id)).toEqual(open);
  });
});

/** Names of fields that other systems have let callers set, and ours derives. */
const POISON = {
  id: '00000000-0000-7000-8000-000000000bad',
  number: 4711,
  version: 4711,
  role: 'admin',
  is_admin: true,
  is_active: false,
  author: 'root',
  author_id: '00000000-0000-7000-8000-000000000bad',
  user_id: '00000000-0000-7000-8000-000000000bad',
  created_at: '2001-01-01T00:00:00.000Z',
  updated_at: '2001-01-01T00:00:00.000Z',
  closed_at: '2001-01-01T00:00:00.000Z',
  deleted_at: '2001-01-01T00:00:00.000Z',
  deactivated_at: '2001-01-01T00:00:00.000Z',
  is_deleted: true,
  comment_count: 4711,
  imported_from: 'github:evil',
  full_name: 'Mallory',
  username_key: 'root',
  password_hash: '$2b$04$......................................................',
  auth_version: 4711,
  scope: 'admin',
  expires_in: 4711,
  expires_at: '2999-01-01T00:00:00.000Z',
  session_id: '00000000-0000-7000-8000-000000000bad',
  access_token: 'theirs',
  token_type: 'theirs',
};

describe('T24: fields that are not declared', () => {
  /** A request of these works with a secret that only their own tests know, and takes the tokens of this one along. */
  const takesOneTimeSecret = ({ fields = [] }: Operation) =>
    fields.includes('new_password') || fields.includes('token');
  const attacked = operations.filter((operation) => operation.fields && !takesOneTimeSecret(operation));

  /** An admin may set all that can be set at all, but undo what somebody else has done. */
  const tokenFor = ({ procedure }: Operation) =>
    (rows[procedure]?.may.root === 'ok' ? scene.root : scene.ada).access_token;

  test.each(attacked)('have no effect in $id', async (operation) => {
    const extra = Object.fromEntries(Object.entries(POISON).filter(([name]) => !operation.fields?.includes(name)));
    const token = tokenFor(operation);
    const { status, json, headers } = await sendValid(server, { operation, scene, token, extra });
    expect(status, JSON.stringify(json)).toBeLessThan(300);
    const stands = headers.get('location') ?? routeTo(operation, scene).replace(/^\w+ /, '');
    const stored = await send<object | undefined>(server, `GET ${stands}`, { token });
    for (const [name, value] of Object.entries(extra)) {
      for (const answer of [json, stored.status === 200 ? stored.json : {}]) {
        expect(answer ?? {}, `${name} in ${operation.id}`).not.toHaveProperty(name, value);
      }
    }
  });

  test.each(attacked)('have no effect in $id over tRPC', async (operation) => {
    const address = addressOf(operation, scene);
    const known = [...(operation.fields ?? []), ...Object.keys(address)];
    const extra = Object.fromEntries(Object.entries(POISON).filter(([name]) => !known.includes(name)));
    const input = { ...(await validBody(server, operation)), ...extra, ...address };
    const { status, json } = await call<object | null>(server, operation.procedure, {
      token: tokenFor(operation),
      input,
    });
    expect(status, JSON.stringify(json)).toBe(200);
    for (const [name, value] of Object.entries(extra)) expect(json.result.data ?? {}).not.toHaveProperty(name, value);
  });

  test('do not make an admin of who registers', async () => {
    for (const [index, role] of ['admin', ['admin'], { set: 'admin' }].entries()) {
      const json = { email: `eve${index}@example.org`, username: `eve${index}`, password: PASSWORD, role };
      const registered = await send(server, 'POST /api/v1/auth/register', { json });
      expect(registered.json).toMatchObject({ role: 'user', is_active: true });
    }
  });

  test('of a user are only an admin’s to set: role, activation and password', async () => {
    const eve = await signUp(server, 'eve');
    const [token, route] = [eve.access_token, `PATCH /api/v1/users/${eve.id}`];
    for (const change of [{ role: 'admin' }, { is_active: true }, { password: 'a fresh password' }]) {
      expect((await send(server, route, { token, json: change })).status).toBe(403);
      expect((await call(server, 'user.update', { token, input: { id: eve.id, ...change } })).status).toBe(403);
    }
    const me = await send<Account>(server, 'GET /api/v1/users/me', { token });
    expect(me.json).toMatchObject({ role: 'user', is_active: true });
  });

  test('do not lead past the address: its id wins over one in the body, and one in the query is refused', async () => {
    const { ada, bob } = scene;
    const other = await send<{ id: string }>(server, 'POST /api/v1/issues', {
      token: bob.access_token,
      json: { title: 'Mine', description: 'Bob’s own' },
    });
    const route = `PATCH /api/v1/issues/${other.json.id}`;
    const json = { id: scene.ids['issues'], title: 'Changed' };
    const refused = await send(server, `${route}?id=${scene.ids['issues']}`, { token: bob.access_token, json });
    expect(refused.status).toBe(422);
    const changed = await send<{ id: string }>(server, route, { token: bob.access_token, json });
    expect(changed.json).toMatchObject({ id: other.json.id, title: 'Changed' });
    const untouched = await send(server, `GET /api/v1/issues/${scene.ids['issues']}`, { token: ada.access_token });
    expect(untouched.json).not.toMatchObject({ title: 'Changed' });
  });
});

/** Whether it stands at the other door, too. */
function hasRpc({ kind = 'query' }: Operation): boolean {
  return isRpc({ kind });
}

/** Where one sees what an operation would change. */
function viewOf(operation: Operation, scene: Scene): string {
  if (!operation.path.includes('{')) return 'GET /api/v1/users';
  const shapeOf = (path: string) => path.replace(/\{\w+\}/g, '{}');
  const read = operations.flatMap(({ method, path }) => (method === 'GET' ? shapeOf(path) : []));
  let path = operation.path.replace(/\/deliveries\/.*/, '/webhooks/{id}/deliveries'); // what was sent is listed by webhook
  while (path.includes('{') && !read.includes(shapeOf(path))) path = path.replace(/\/[^/]+$/, ''); // else by a list, or by what it belongs to
  return routeTo({ ...operation, method: 'GET', path }, scene);
}
