// Runs on sqlite: it tests what lies above the database.

// T20, T26: guesses at passwords, from many addresses or as if from many.

import { randomUUID } from 'node:crypto';
import { serveTarget, serveTargetForTest } from '@docket/kit/served-target';
import { countStatuses, from, PASSWORD, passTime, send, signUp } from '@docket/kit/target';
import { describe, expect, test } from 'vitest';

const limits = { RATE_LIMIT_LOGINS: '5' };
const server = await serveTarget({ ...limits, TRUSTED_PROXIES: '["loopback"]' });

const logIn = (username: string, password: string, address: string) =>
  send<{ access_token: string; refresh_token: string }>(server, 'POST /api/v1/auth/login', {
    json: { username, password },
    ...from(address),
  });

/** So many wrong passwords at once, each from another address. */
const guessAt = (username: string, network: string, guesses = 12) =>
  countStatuses(Array.from({ length: guesses }, (_, at) => logIn(username, 'a guess', `${network}.${at + 1}`)));

/** An account with a session that was begun at home, and its owner's calls. */
async function makeOwner(home: string) {
  const username = `owner-${randomUUID().slice(0, 8)}`;
  await signUp(server, username);
  const { json } = await logIn(username, PASSWORD, home);
  return { username, ...json };
}

describe('T20: guesses from many addresses', () => {
  test('are limited for the account, and no longer than a quarter of an hour', async () => {
    const { username } = await makeOwner('192.0.2.1');
    expect(await guessAt(username, '198.51.100')).toEqual({ 401: 5, 429: 7 });
    const refused = await logIn(username, PASSWORD, '203.0.113.1');
    expect([refused.status, refused.headers.get('ratelimit')]).toEqual([429, expect.stringContaining('"login";r=0')]);
    await passTime(server, 15 * 60);
    expect((await logIn(username, PASSWORD, '203.0.113.1')).status).toBe(200);
  });

  test('are limited for a name that nobody has, as if somebody had it', async () => {
    expect(await guessAt('nobody', '198.51.101')).toEqual({ 401: 5, 429: 7 });
  });

  test('at many accounts from one address are limited for the address, and for no other', async () => {
    const { username } = await makeOwner('192.0.2.2');
    const attempts = Array.from({ length: 40 }, (_, at) => logIn(`account${at}`, 'a guess', '198.51.102.1'));
    expect(await countStatuses(attempts)).toEqual({ 401: 25, 429: 15 });
    expect((await logIn(username, PASSWORD, '198.51.102.1')).status).toBe(429);
    expect((await logIn(username, PASSWORD, '198.51.102.2')).status).toBe(200);
  });

  test('do not end the session of the owner: calls, refresh, and calls with the new token', async () => {
    const { username, access_token: token, refresh_token } = await makeOwner('192.0.2.3');
    await guessAt(username, '198.51.103');
    const me = (access_token: string, address: string) =>
      send(server, 'GET /api/v1/users/me', { token: access_token, ...from(address) });
    for (const address of ['192.0.2.3', '198.51.103.1']) expect((await me(token, address)).status).toBe(200);
    const sent = { json: { refresh_token }, ...from('192.0.2.3') };
    const { status, json } = await send<{ access_token: string }>(server, 'POST /api/v1/auth/refresh', sent);
    expect([status, (await me(json.access_token, '192.0.2.3')).status]).toEqual([200, 200]);
  });

  test('do not lock the owner out where a session was begun before, by the /64 of IPv6', async () => {
    const { username, access_token: token } = await makeOwner('2001:db8:0:1::1');
    await send(server, 'POST /api/v1/auth/logout', { token });
    expect(await guessAt(username, '198.51.104')).toEqual({ 401: 5, 429: 7 });
    expect((await logIn(username, PASSWORD, '2001:db8:0:1::2')).status).toBe(200);
    expect((await logIn(username, PASSWORD, '2001:db8:0:2::1')).status).toBe(429);
    // Whoever is at home with the owner guesses no more often than anyone.
    const atHome = Array.from({ length: 10 }, () => logIn(username, 'a guess', '2001:db8:0:1::3'));
    expect(await countStatuses(atHome)).toEqual({ 401: 5, 429: 5 });
  });

  test('from one /64 of IPv6 are guesses from one address', async () => {
    const attempts = Array.from({ length: 40 }, (_, at) => logIn(`victim${at}`, 'a guess', `2001:db8:0:3::${at}`));
    expect(await countStatuses(attempts)).toEqual({ 401: 25, 429: 15 });
  });
});

describe('T26: X-Forwarded-For', () => {
  /** Guesses at an account each, so that only the limit of the address counts, which is five times as high. */
  const spread = (target: Parameters<typeof send>[0], header: (at: number) => Record<string, string>) =>
    countStatuses(
      Array.from({ length: 40 }, (_, at) =>
        send(target, 'POST /api/v1/auth/login', {
          json: { username: randomUUID(), password: 'a guess' },
          headers: header(at),
        }),
      ),
    );

  test.each([
    ['when no proxy is trusted', {}],
    ['when it comes from elsewhere than the proxy', { TRUSTED_PROXIES: '["10.0.0.0/8", "192.0.2.1"]' }],
  ])('is ignored %s, and so are its likes', async (_, settings) => {
    const target = await serveTargetForTest({ ...limits, ...settings });
    const names = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip', 'true-client-ip'];
    const header = (at: number) =>
      Object.fromEntries(
        names.map((name) => [name, name === 'forwarded' ? `for=198.51.100.${at}` : `198.51.100.${at}`]),
      );
    expect(await spread(target, header)).toEqual({ 401: 25, 429: 15 });
  });

  test('counts only as far as the proxy wrote it', async () => {
    const forged = (at: number) => ({ 'x-forwarded-for': `198.51.100.${at}, 192.0.2.77` });
    expect(await spread(server, forged)).toEqual({ 401: 25, 429: 15 });
  });
});
