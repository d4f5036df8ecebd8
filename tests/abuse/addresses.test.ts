// Runs on sqlite: it tests what lies above the database.

// C26: addresses as browsers take them, and one account for each.

import { randomUUID } from 'node:crypto';
import { serveTarget, serveTargetForTest } from '@docket/kit/served-target';
import { call, countStatuses, PASSWORD, send } from '@docket/kit/target';
import { expect, test } from 'vitest';

const server = await serveTarget();

const register = (email: string, target = server) =>
  send<{ email: string }>(target, 'POST /api/v1/auth/register', { json: { email, password: PASSWORD } });

const logIn = (username: string, password = PASSWORD, target = server) =>
  send(target, 'POST /api/v1/auth/login', { json: { username, password } });

test.each([
  ['a&b@example.org', 'a&b@example.org'],
  ['a/b@example.org', 'a/b@example.org'],
  ['bounce=x@example.org', 'bounce=x@example.org'],
  [' Ada@Example.org\t', 'ada@example.org'],
  ['a@xn--80ak6aa92e.xn--p1ai', 'a@xn--80ak6aa92e.xn--p1ai'],
  ['a@пример.рф', 'a@xn--e1afmkfd.xn--p1ai'],
  ['b@ｅxample.org', 'b@example.org'],
  ['admin@localhost', 'admin@localhost'],
  [`${'x'.repeat(64)}@example.org`, `${'x'.repeat(64)}@example.org`],
])('C26: %j is an address, which is kept as %s and let in as it was typed', async (typed, kept) => {
  const { status, json } = await register(typed);
  expect([status, json.email]).toEqual([200, kept]);
  expect((await register(kept)).status).toBe(409);
  for (const name of [typed, kept, kept.toUpperCase()]) expect((await logIn(name)).status).toBe(200);
});

test.each([
  `${'x'.repeat(65)}@example.org`,
  'a@example-.org',
  'a@-example.org',
  'a@пример.рф/x',
  'a@пример.рф:80',
  'ad a@example.org',
  'ada@exa mple.org',
  'Ada <ada@example.org>',
  'ä@example.org',
  '\u212aa@example.org', // the sign of Kelvin, a K in lower case
  'ada@',
  '@example.org',
  'ada',
  `a@${`${'x'.repeat(60)}.`.repeat(5)}org`,
])('C26: %j is none, through any door', async (email) => {
  expect((await register(email)).status).toBe(422);
  expect((await call(server, 'auth.register', { input: { email, password: PASSWORD } })).status).toBe(422);
  expect((await send(server, 'POST /api/v1/auth/forgot-password', { json: { email } })).status).toBe(422);
});

test('C26: no spelling of a domain is another name to guess at', async () => {
  const target = await serveTargetForTest({ RATE_LIMIT_LOGINS: '5' });
  const name = `ada-${randomUUID().slice(0, 8)}`;
  expect((await register(`${name}@example.org`, target)).status).toBe(200);
  const spellings = ['example.org', 'ｅxample.org', 'eｘample.org', 'exａmple.org', 'EXAMPLE.org', 'ｅｘample.org'];
  const guesses = spellings.map((domain) => logIn(`${name}@${domain}`, 'a guess', target));
  expect(await countStatuses(guesses)).toEqual({ 401: 5, 429: 1 });
});

test('C26: the document says it in words that generators of clients and tests read', async () => {
  type Document = { components: { schemas: Record<string, { properties: Record<string, object> }> } };
  const { json } = await send<Document>(server, 'GET /openapi.json');
  expect(json.components.schemas['RegisterUser']?.properties['email']).toEqual(
    expect.objectContaining({ type: 'string', format: 'email', maxLength: 254 }),
  );
  expect(JSON.stringify(json.components.schemas['RegisterUser']?.properties['email'])).not.toContain('pattern');
});
