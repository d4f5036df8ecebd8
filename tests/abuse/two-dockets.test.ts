// Runs on sqlite: it tests what lies above the database.

// C27: a browser keeps the cookies of a host for all of its ports.

import { serveTarget, serveTargetForTest } from '@docket/kit/served-target';
import { type Answer, admin, cookiesOf, PASSWORD, production, type ServedTarget, send } from '@docket/kit/target';
import { expect, test } from 'vitest';

const [one, other] = [await serveTarget(), await serveTarget({ TRUSTED_PROXIES: '["loopback"]' })];

/** A browser: it sends every cookie of the host along, whichever port it asks. */
function openBrowser() {
  const jar = new Map<string, string>();
  return async (target: ServedTarget, route: string, json?: object): Promise<Answer<{ access_token: string }>> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await send<{ access_token: string }>(target, route, { json, headers: { cookie } });
    for (const set of cookiesOf(answer).split('; ').filter(Boolean)) {
      const [name = '', value = ''] = set.split(/=(.*)/s);
      jar.set(name, value);
    }
    return answer;
  };
}

test('C27: two Dockets on ports of one host leave each other’s sessions alone', async () => {
  const browse = openBrowser();
  const { email: username } = await admin(one);
  for (const target of [one, other]) {
    expect((await browse(target, 'POST /api/v1/auth/session', { username, password: PASSWORD })).status).toBe(200);
  }
  for (const target of [one, other, one]) {
    const { status, json } = await browse(target, 'POST /api/v1/auth/session/refresh');
    expect(status).toBe(200);
    expect((await send(target, 'GET /api/v1/users/me', { token: json.access_token })).status).toBe(200);
  }
  const { json } = await browse(one, 'POST /api/v1/auth/session/refresh');
  const logout = { token: json.access_token };
  const ended = await send(one, 'POST /api/v1/auth/logout', logout);
  expect(cookiesOf(ended)).toBe(`docket_refresh_${new URL(one.url).port}=`);
  expect((await browse(other, 'POST /api/v1/auth/session/refresh')).status).toBe(200);
});

test('C27: a setting names the cookie, and production puts its prefix before it', async () => {
  const target = await serveTargetForTest({ ...production, COOKIE_NAME: 'mine' });
  const json = { username: 'root@example.org', password: PASSWORD };
  const begun = await send(target, 'POST /api/v1/auth/session', { json });
  expect(cookiesOf(begun)).toMatch(/^__Host-mine=dkr_[\w-]+$/);
});

test('C27: where the address has no port of its own, the cookie has none in its name', async () => {
  const json = { username: 'root@example.org', password: PASSWORD };
  const headers = { 'x-forwarded-host': 'issues.example.org' };
  expect(cookiesOf(await send(other, 'POST /api/v1/auth/session', { json, headers }))).toMatch(/^docket_refresh=dkr_/);
});
