// Runs on sqlite: it tests what lies above the database.

import { openTestServer } from '@docket/kit/server';
import { describe, expect, test } from 'vitest';

describe('caches', () => {
  test('keep no tokens', async () => {
    const { docket, request } = await openTestServer();
    await docket.createUser('ada');
    const payload = { username: 'ada', password: 'correct horse battery staple' };
    for (const url of ['/api/v1/auth/login', '/token', '/api/v1/auth/session', '/trpc/auth.login']) {
      const { statusCode, headers } = await request({ method: 'POST', url, payload });
      expect([statusCode, headers['cache-control']], url).toEqual([200, 'no-store']);
    }
  });

  test('keep what one reads over REST for its reader, and ask each time whether it still holds', async () => {
    const { docket, request } = await openTestServer();
    const { access_token: token } = await docket.createUser('ada');
    for (const method of ['GET', 'HEAD'] as const) {
      const { headers } = await request({ method, url: '/api/v1/issues', token });
      expect(headers['cache-control']).toBe('private, no-cache');
    }
    expect((await request({ url: '/trpc/issue.list?input={}', token })).headers['cache-control']).toBe('no-store');
  });
});
