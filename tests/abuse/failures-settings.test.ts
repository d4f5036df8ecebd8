// Runs on sqlite: it tests what lies above the database.

// T3: what an error tells outside production, and what is wrong with a request.

import { serveTargetForTest } from '@docket/kit/served-target';
import { production, send } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { expectNothingRevealed, REVEALING } from './failing-server.ts';

test('T3: an unexpected error tells nothing but an id, whatever asks for more', () =>
  expectNothingRevealed({ ENVIRONMENT: 'development', DEBUG: 'true', NODE_ENV: 'development' }));

test('T3: what is wrong with a request tells nothing of the server either', async () => {
  const server = await serveTargetForTest(production);
  const requests = [
    'GET /nowhere',
    'GET /docs/assets/..%2f..%2fpackage.json',
    'GET /docs/assets/%2e%2e/package.json',
    'GET /trpc/nowhere',
    'GET /trpc/issue.list?input={',
    'GET /%E0%A4%A',
    'PATCH /api/v1/issues/x',
    'DELETE /docs',
  ];
  for (const route of requests) {
    const { status, text, headers } = await send(server, route);
    expect(status, route).toBeGreaterThanOrEqual(400);
    expect(status, route).toBeLessThan(500);
    expect(text.replace(/"(instance|path)":"[^"]*"/g, ''), route).not.toMatch(REVEALING);
    for (const name of ['server', 'x-powered-by']) expect(headers.has(name)).toBe(false);
  }
  const broken = await send(server, 'POST /api/v1/auth/login', { body: '{"username": ' });
  expect([broken.status, REVEALING.test(broken.text)]).toEqual([400, false]);
});
