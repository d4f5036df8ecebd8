// T14, T31: what the log of a server says, and what it does not say.

import { text } from 'node:stream/consumers';
import { start, statusAtExit } from '@docket/kit/server-process';
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
  const took = performance.now() - sentAt;
  const [line = ''] = /^.*"mine".*$/m.exec(await server.logWith('"mine"')) ?? [];
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

// Other keys that are weak are refused in packages/router/testing/settings.
test.each([
  ['is missing', undefined],
  ['is a published one', '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7'],
])('T14: production does not start when SECRET_KEY %s, and does not print it', async (_, key) => {
  const server = await start({ ...production, SECRET_KEY: key ?? '' });
  const [status, ...output] = await Promise.all([statusAtExit(server), text(server.stdout), text(server.stderr)]);
  expect(status).toBe(1);
  expect(output.join('')).toMatch(/^SECRET_KEY: .*openssl rand -hex 32\n$/);
  if (key) expect(output.join('')).not.toContain(key);
});
