import { TEST_PASSWORD } from '@docket/router/testing';
import { expect, test } from 'vitest';
import { openTestServer } from './testing.ts';

/** More than the pool takes in on any machine: at most 2 running and 66 waiting. */
const LOGINS = 100;

test('T21: refuses logins beyond the queue with Retry-After, and answers other calls before the others are done', async () => {
  const { docket, listen, fetch } = await openTestServer({ BCRYPT_COST: '10', RATE_LIMIT_LOGINS: '0' });
  const { access_token } = await docket.createUser('ada');
  const url = await listen();
  const body = JSON.stringify({ username: 'ada', password: TEST_PASSWORD });
  const headers = { 'content-type': 'application/json' };
  const answered: string[] = [];
  const refused = Promise.withResolvers<void>();
  const logins = Array.from({ length: LOGINS }, async () => {
    const response = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body });
    answered.push(String(response.status));
    if (response.status === 503) refused.resolve();
    return response;
  });

  await refused.promise; // the queue is full now
  const others = ['/health', '/health/ready', '/api/v1/issues'].map(async (path) => {
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${access_token}` } });
    answered.push(path);
    return response.status;
  });
  expect(await Promise.all(others)).toEqual([200, 200, 200]);
  const responses = await Promise.all(logins);

  const statuses = responses.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  for (const response of responses.filter(({ status }) => status === 503)) {
    expect(response.headers.get('retry-after')).toBe('10');
    expect(await response.json()).toMatchObject({
      code: 'unavailable',
      detail: expect.stringContaining('try again in 10'),
    });
  }
  const lastOther = Math.max(...['/health', '/health/ready', '/api/v1/issues'].map((path) => answered.indexOf(path)));
  expect(lastOther).toBeLessThan(answered.lastIndexOf('200'));
});
