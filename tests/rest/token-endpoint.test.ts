// Runs on sqlite: it tests what lies above the database.

// C62, U2, H5: OAuth 2 clients find the tokens where they look for them, ask by grant_type, and read errors of RFC 6749.

import { TEST_PASSWORD } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { TOKEN_PATHS } from '@docket/rest';
import { openApiDocument } from '@docket/rest/document';
import { afterAll, describe, expect, test } from 'vitest';

const { server, users, restore } = await serveWorld(afterAll);

const login = { grant_type: 'password', username: 'root', password: TEST_PASSWORD };

/** As OAuth 2 clients send it. */
async function ask(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const payload = new URLSearchParams(fields).toString();
  const response = await server.request({ method: 'POST', url, headers: { ...type, ...headers }, payload });
  return { status: response.statusCode, headers: response.headers, json: response.json() };
}

const tokens = {
  token_type: 'bearer',
  expires_in: 1800,
  access_token: expect.any(String),
  refresh_token: expect.any(String),
};

describe.each(TOKEN_PATHS)('%s', (path) => {
  test('C62: logs in with a form and with JSON, and ignores what else OAuth 2 clients send', async () => {
    await restore();
    const { grant_type: _, ...withoutType } = login;
    const more = { scope: 'issues:read', client_id: 'me', client_secret: '', state: 'x' };
    for (const fields of [login, withoutType, { ...login, ...more }]) {
      expect(await ask(path, fields)).toMatchObject({
        status: 200,
        json: tokens,
        headers: { 'cache-control': 'no-store' },
      });
    }
    const answer = await server.request({ method: 'POST', url: `${path}?client_id=me`, payload: login });
    expect([answer.statusCode, answer.json()]).toEqual([200, tokens]);
    const strict = await ask(path, { ...login, ...more }, { prefer: 'handling=strict' });
    expect([strict.status, strict.headers['preference-applied']]).toEqual([200, undefined]);
  });

  test('H5: refreshes, once', async () => {
    await restore();
    const { refresh_token } = users.ada;
    const refresh = { grant_type: 'refresh_token', refresh_token };
    const first = await ask(path, refresh);
    expect(first).toMatchObject({ status: 200, json: tokens });
    expect(first.json.refresh_token).not.toBe(refresh_token);
    const second = await ask(path, { ...refresh, refresh_token: first.json.refresh_token });
    expect(second.status).toBe(200);
    const me = await server.request({ url: '/api/v1/users/me', token: second.json.access_token });
    expect(me.json()).toMatchObject({ username: 'ada' });
  });

  test.each([
    [{ ...login, password: 'wrong' }, 401, 'invalid_grant', 'Invalid credentials'],
    [
      { grant_type: 'refresh_token', refresh_token: 'dkr_made-up' },
      401,
      'invalid_grant',
      'The refresh token is not valid: log in again',
    ],
    [{ grant_type: 'password' }, 422, 'invalid_request', 'The input is not valid'],
    [{ grant_type: 'refresh_token' }, 422, 'invalid_request', 'The input is not valid'],
    [{ grant_type: 'client_credentials' }, 422, 'unsupported_grant_type', 'The input is not valid'],
    [{ grant_type: 'toString' }, 422, 'unsupported_grant_type', 'The input is not valid'],
  ])('H5: answers %j with %i %s as well as with problem details', async (fields, status, error, detail) => {
    const { json, headers } = await ask(path, fields);
    expect(json).toMatchObject({ status, error, error_description: detail, detail, code: expect.any(String) });
    expect(headers['content-type']).toContain('application/problem+json');
    if (status === 401) expect(headers['www-authenticate']).toBe('Bearer');
  });

  test('H5: says so of a body that is not read, too', async () => {
    const body = await server.request({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'text/plain' },
      payload: 'x',
    });
    expect(body.json()).toMatchObject({ status: 415, error: 'invalid_request' });
    const broken = await server.request({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/json' },
      payload: '{',
    });
    expect(broken.json()).toMatchObject({ status: 400, error: 'invalid_request' });
  });
});

test('C62: the document tells of the login alone, and of the address of the tokens in the password flow', () => {
  const { paths = {}, components } = openApiDocument({ PROJECT_NAME: 'test', VERSION: '0' });
  expect(Object.keys(paths).filter((path) => /token$/.test(path))).toEqual([]);
  expect(components?.securitySchemes?.['password']).toMatchObject({ flows: { password: { tokenUrl: '/token' } } });
});

test('a refresh at the address of the tokens counts once, as any other call', async () => {
  await restore();
  const left = ({ ratelimit }: Record<string, unknown>) => {
    const [, calls, seconds] = /"write";r=(\d+);t=(\d+)/.exec(String(ratelimit)) ?? [];
    return { calls: Number(calls), seconds: Number(seconds) };
  };
  const usual = { method: 'POST', url: '/api/v1/auth/refresh', payload: { refresh_token: 'dkr_made-up' } } as const;
  for (;;) {
    const before = left((await server.request(usual)).headers);
    const asked = left((await ask('/token', { grant_type: 'refresh_token', refresh_token: 'dkr_made-up' })).headers);
    if (asked.seconds > before.seconds) continue; // another minute has begun
    expect(asked.calls).toBe(before.calls - 1);
    return;
  }
});
