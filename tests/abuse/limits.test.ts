// Runs on sqlite, and on both with WALKS=long: how calls are counted is tested on both in tests/processes.

// T6, T7, T19: limits, and ways around them. Each test comes from addresses of its own.

import { type Answer, from, PASSWORD, type Sent, send } from '@docket/kit/target';
import { describe, expect, test } from 'vitest';
import { guess, newAddress, startLimitedServer } from './limited-server.ts';

const { server, logIn, join } = await startLimitedServer();

describe('T6: a batch', () => {
  type Called = { error?: { data: { code: string } } };

  async function batch(inputs: object[], address: string): Promise<Answer<Called[]>> {
    const path = `/trpc/${inputs.map(() => 'auth.login').join()}?batch=1`;
    return send(server, `POST ${path}`, { json: Object.fromEntries(inputs.entries()), ...from(address) });
  }

  const codesOf = ({ json }: Answer<Called[]>) => json.map(({ error }) => error?.data.code).toSorted();

  test('of ten logins counts as ten', async () => {
    await join('bob');
    const limited = [...Array(5).fill('invalid_credentials'), ...Array(5).fill('rate_limited')];
    expect(codesOf(await batch(Array(10).fill(guess('bob')), newAddress()))).toEqual(limited);
    expect((await logIn({ username: 'bob', password: PASSWORD }, from(newAddress()))).status).toBe(429);
  });

  test('of ten mutations counts as ten, and says the least that was left of each limit', async () => {
    const address = newAddress();
    const inputs = ['dora', 'dora', 'dora', 'eve', 'eve', 'x1', 'x2', 'x3', 'x4', 'x5'].map(guess);
    const { headers } = await batch(inputs, address);
    expect(headers.get('ratelimit-policy')?.split(', ')).toEqual([
      '"write";q=12;w=60',
      '"login-attempts";q=100;w=900',
      '"login-address";q=25;w=900',
      '"login";q=5;w=900',
    ]);
    const left = /^"write";r=2;t=\d+, "login-attempts";r=90;t=\d+, "login-address";r=15;t=\d+, "login";r=2;t=\d+$/;
    expect(headers.get('ratelimit')).toMatch(left);
    const second = await batch(inputs.slice(5).concat(inputs.slice(5)), address);
    expect(codesOf(second)).toEqual([...Array(2).fill('invalid_credentials'), ...Array(8).fill('rate_limited')]);
    expect(second.headers.get('retry-after')).toMatch(/^(60|5\d)$/);
  });
});

test('T34: a list counts once for each 20 items that it asks for, at every door, and a batch by the sum', async () => {
  const token = await join('mia');
  const left = async (path: string, sent: Sent = {}) =>
    (await send(server, `GET ${path}`, { token, ...sent })).headers.get('ratelimit')?.split(';')[1];
  const input = encodeURIComponent('{"size":40}');
  expect(await left('/api/v1/issues?size=20')).toBe('r=5');
  expect(await left('/api/v1/issues?limit=21')).toBe('r=3');
  expect(await left(`/trpc/label.list?input=${input}`)).toBe('r=1');
  const batch = `/trpc/label.list,user.me?batch=1&input=${encodeURIComponent('{"0":{"size":100}}')}`;
  expect(await left(batch, { token: await join('ned') })).toBe('r=0');
  expect((await send(server, 'GET /api/v1/issues?size=100', { token })).status).toBe(429);
});

describe('T7: no spelling of an address is a limit of its own:', () => {
  /** Which statuses come, and how often, when each address is asked twice from one place. */
  async function askTwice(method: string, paths: string[], sent: (at: number) => Sent = () => ({})) {
    const place = from(newAddress());
    const statuses: number[] = [];
    for (const [at, path] of [...paths, ...paths].entries()) {
      statuses.push((await send(server, `${method} ${path}`, { ...sent(at), ...place })).status);
    }
    return { statuses, second: new Set(statuses.slice(paths.length)) };
  }

  test('for a mutation', async () => {
    const paths = [
      '/api/v1/auth/login',
      '/api/v1/auth/login/',
      '/api/v1/auth/%6Cogin',
      '/api/v1/auth/%256Cogin',
      '/API/v1/auth/login',
      '/api/v1//auth/login',
      '/token',
      '/trpc/auth.login',
      '/trpc/auth.%6Cogin',
      '/trpc/auth.%256Cogin',
      '/trpc/auth%2Elogin',
      '/trpc/Auth.Login',
      '/trpc/auth.login/',
    ];
    const { statuses, second } = await askTwice('POST', paths, (at) => ({ json: guess(`somebody${at}`) }));
    expect(statuses.filter((status) => status === 401)).toHaveLength(12);
    expect(second).toEqual(new Set([401, 404, 429]));
  });

  test('for a query', async () => {
    const paths = [
      '/api/v1/issues',
      '/api/v1/issues/',
      '/api/v1/%69ssues',
      '/api/v1/%2569ssues',
      '/api/v1/Issues',
      '/trpc/issue.list',
      '/trpc/issue.%6Cist',
      '/trpc/issue.%256Cist',
      '/trpc/issue.list/',
      '/trpc/Issue.List',
    ];
    const { statuses, second } = await askTwice('GET', paths);
    expect(statuses.slice(0, 6)).toEqual([401, 404, 401, 404, 404, 401]); // what leads nowhere counts as well
    expect(second).toEqual(new Set([429]));
  });

  test('nor is one of the account that is guessed at', async () => {
    const ways: [string, (username: string) => Sent][] = [
      ['/api/v1/auth/login', (username) => ({ json: guess(username) })],
      ['/api/v1/auth/session', (username) => ({ json: guess(username) })],
      ['/trpc/auth.login', (username) => ({ json: guess(username) })],
      ['/trpc/auth.startSession', (username) => ({ json: guess(username) })],
      [
        '/token',
        (username) => ({ body: `username=${username}&password=x`, type: 'application/x-www-form-urlencoded' }),
      ],
    ];
    await join('cleo');
    const names = ['cleo', 'CLEO', ' Cleo', 'cLEO '];
    const statuses: number[] = [];
    for (const name of names) {
      for (const [path, sent] of ways) {
        statuses.push((await send(server, `POST ${path}`, { ...sent(name), ...from(newAddress()) })).status);
      }
    }
    expect(statuses).toEqual([...Array(5).fill(401), ...Array(15).fill(429)]);
  });
});

test('T19: asking by registration, or by asking for mail, who has an account is limited', async () => {
  await join('ada');
  const place = from(newAddress());
  const register = (email: string) =>
    send(server, 'POST /api/v1/auth/register', { json: { email, password: PASSWORD }, ...place });
  expect((await register('ada@example.org')).status).toBe(409);
  const registered = await register('fay@example.org');
  expect([registered.status, registered.headers.get('ratelimit')]).toEqual([
    200,
    expect.stringContaining('"signup";r=0;t=3'),
  ]);
  const forgot = (email: string) => send(server, 'POST /api/v1/auth/forgot-password', { json: { email }, ...place });
  for (const ask of [register, forgot]) {
    for (const email of ['ada@example.org', 'gil@example.org']) {
      const refused = await ask(email);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3500);
    }
  }
});
