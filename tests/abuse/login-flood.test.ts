// Runs on sqlite: it tests what lies above the database.

// T21, C9: very many logins at once.

import { from, PASSWORD, type Sent, send, signUp, startServer } from '@docket/kit/target';
import { expect, test } from 'vitest';

const server = await startServer({ BCRYPT_COST: '9', TRUSTED_PROXIES: '["loopback"]' });

/** Far more than the pool takes in on any machine: 2 running and 66 waiting at once. */
const LOGINS = 500;

test('T21: logins beyond the queue are refused with Retry-After, and other calls are answered before the others are done', async () => {
  const { access_token: token } = await signUp(server, 'ada');
  const answered: string[] = [];
  const refused = Promise.withResolvers<void>();
  const call = async (route: string, sent: Sent) => {
    const answer = await send<Record<string, unknown>>(server, route, sent);
    answered.push(`${route} ${answer.status}`);
    if (answer.status === 503) refused.resolve();
    return answer;
  };
  const json = { username: 'ada', password: PASSWORD };
  const logins = Array.from({ length: LOGINS }, () => call('POST /api/v1/auth/login', { json }));

  await refused.promise; // the queue is full now
  const others = ['GET /health', 'GET /health/ready', 'GET /api/v1/issues', 'GET /trpc/user.me'];
  for (const { status } of await Promise.all(others.map((route) => call(route, { token })))) expect(status).toBe(200);
  const answers = await Promise.all(logins);

  const accepted = answers.filter(({ status }) => status === 200);
  expect(accepted.length).toBeGreaterThan(0);
  for (const { status, headers, json: problem } of answers.filter((answer) => !accepted.includes(answer))) {
    expect(status).toBe(503);
    // By the queue for hashing, or, where the machine is so busy that it comes first, by that for calls.
    const seconds = headers.get('retry-after');
    expect(['1', '6']).toContain(seconds);
    expect(problem).toMatchObject({ code: 'unavailable', detail: expect.stringContaining(`try again in ${seconds}`) });
  }
  const lastOther = Math.max(...others.map((route) => answered.indexOf(`${route} 200`)));
  expect(lastOther).toBeLessThan(answered.lastIndexOf('POST /api/v1/auth/login 200'));
});

test('C9: wrong logins from one address, as many as the queue holds and more, leave the others their turn', async () => {
  await signUp(server, 'bea');
  const answered: number[] = [];
  const isFull = Promise.withResolvers<void>();
  const flood = Array.from({ length: 60 }, async () => {
    const json = { username: 'bea', password: 'a guess' };
    const { status } = await send(server, 'POST /api/v1/auth/login', { json, ...from('198.51.100.1') });
    answered.push(status);
    if (status === 503) isFull.resolve();
  });
  await isFull.promise;
  const json = { username: 'bea', password: PASSWORD };
  const login = await send(server, 'POST /api/v1/auth/login', { json, ...from('198.51.100.2') });
  expect(login.status).toBe(200);
  const before = answered.length;
  await Promise.all(flood);
  expect(answered.length).toBeGreaterThan(before); // it did not have to wait for all of them
});
