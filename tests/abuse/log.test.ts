// T31: what the log of a server says, and what it does not say.

import { production, SECRET_KEY, send, signUp, startServerForTest } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { expectNoSecretIn } from './canaries.ts';

test('T31: no password, token or cookie is in the log of development with DEBUG', () =>
  expectNoSecretIn({ DEBUG: 'true', SECRET_KEY }));

test('T31: the log says of each request who called what, and what came of it', async () => {
  const server = await startServerForTest(production);
  const ada = await signUp(server, 'ada');
  const sentAt = performance.now();
  await send(server, 'GET /api/v1/issues?page=2', { token: ada.access_token, headers: { 'x-request-id': 'mine' } });
  const [line = ''] = /^.*"mine".*$/m.exec(await server.logWith('"mine"')) ?? [];
  const took = performance.now() - sentAt; // until it was logged, which is after the answer
  const { duration_ms, ...entry } = JSON.parse(line);
  expect(duration_ms).toBeGreaterThan(0);
  expect(duration_ms).toBeLessThanOrEqual(took);
  expect(entry).toMatchObject({
    request_id: 'mine',
    method: 'GET',
    path: '/api/v1/issues',
    status: 200,
    actor: `user:${ada.id}`,
  });
});
