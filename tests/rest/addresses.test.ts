// Runs on sqlite: it tests what lies above the database.

// C53, C55, H1, H7: what every address, of the document and of the server itself, answers to every method.

import { once } from 'node:events';
import { type IncomingMessage, METHODS, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTestDocket } from '@docket/kit/docket';
import { restBindings, TOKEN_PATHS } from '@docket/rest';
import { afterAll, describe, expect, test } from 'vitest';
import { openObserving } from '../../apps/server/src/observe/observing.ts';
import { buildServer } from '../../apps/server/src/server.ts';

const origin = 'https://app.example.org';
const docket = await openTestDocket(
  {
    METRICS_TOKEN: '0123456789abcdef0123456789abcdef',
    CORS_ORIGINS: JSON.stringify([origin]),
    RATE_LIMIT_READS: '0',
    RATE_LIMIT_WRITES: '0',
  },
  afterAll,
);
const app = await buildServer(docket, { watcher: await openObserving(docket.settings), logging: false });
afterAll(() => app.close());

/** What no document tells of. */
const ownAddresses: Record<string, string[]> = {
  '/': ['GET'],
  '/health': ['GET'],
  '/api/v1/health': ['GET'],
  '/health/live': ['GET'],
  '/health/ready': ['GET'],
  '/metrics': ['GET'],
  '/openapi.json': ['GET'],
  '/api/v1/openapi.json': ['GET'],
  '/docs': ['GET'],
  '/docs/init.js': ['GET'],
  '/docs/assets/swagger-ui.css': ['GET'],
  '/redoc': ['GET'],
  '/redoc/assets/redoc.standalone.js': ['GET'],
  '/trpc/issue.list': ['GET', 'POST'],
  '/trpc/nowhere': ['GET', 'POST'],
  ...Object.fromEntries(TOKEN_PATHS.map((path) => [path, ['POST']])),
};

const taken = new Map(Object.entries(ownAddresses));
for (const { path, method } of restBindings()) {
  const address = path.replace(/\{\w+\}/g, '1');
  taken.set(address, [...(taken.get(address) ?? []), method]);
}

/** All that Node knows, but for the one that asks for a tunnel. */
const methods = METHODS.filter((method) => method !== 'CONNECT');

async function ask(method: string, url: string) {
  const { statusCode, headers, body } = await app.inject({ method: method as 'GET', url, headers: { origin } });
  return { status: statusCode, headers, problem: method === 'HEAD' || body === '' ? {} : JSON.parse(body) };
}

const sorted = (list = '') => list.split(', ').toSorted();

describe.each([...taken])('%s', (address, own) => {
  const allowed = [...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].toSorted();
  const others = methods.filter((method) => !allowed.includes(method));

  test('C53: answers 405 with Allow to any other method, and says what it takes', async () => {
    for (const method of others) {
      const { status, headers, problem } = await ask(method, address);
      expect([method, status, sorted(headers.allow)]).toEqual([method, 405, allowed]);
      if (method !== 'HEAD') expect(problem).toMatchObject({ status: 405, code: 'method_not_allowed' });
      expect([headers['access-control-allow-origin'], headers['content-type']]).toEqual([
        origin,
        expect.stringContaining('application/problem+json'),
      ]);
    }
  });

  test('H7: answers OPTIONS with Allow', async () => {
    const { status, headers } = await ask('OPTIONS', address);
    expect([status, sorted(headers.allow)]).toEqual([204, allowed]);
  });

  test.each(own)('is known to %s', async (method) => {
    const { statusCode } = await app.inject({ method: method as 'GET', url: address });
    if (address !== '/trpc/nowhere')
      expect([404, 405]).not.toContain(statusCode === 405 ? trpcOr405(address) : statusCode);
  });
});

/** A query is asked by GET alone, which only its procedure knows. */
const trpcOr405 = (address: string) => (address.startsWith('/trpc/') ? 200 : 405);

const nowhere = [
  '/nope',
  '/api/v1',
  '/api/v1/nope',
  '/api/v2/issues',
  '/api/v1/issues/1/nope',
  '/API/V1/issues',
  '/health/nope',
  '/docs/assets/nope.css',
  '/trpc/issue/list',
];

/** Where a client has left out an id. */
const withoutId = ['/api/v1/users/', '/api/v1/issues/', '/api/v1/issues//comments', '/api/v1/auth/tokens/', '/trpc/'];

test.each([...nowhere, ...withoutId])('C53, C55: %s is nowhere, whatever the method', async (address) => {
  for (const method of methods) {
    const { status, headers } = await ask(method, address);
    expect([method, status, headers.allow]).toEqual([method, 404, undefined]);
    expect(headers['access-control-allow-origin']).toBe(origin);
  }
});

test('a slash at the end is left aside where no id could follow', async () => {
  for (const address of ['/health/', '/docs/', '/api/v1/users/me/']) {
    expect((await app.inject(address)).statusCode, address).toBeLessThan(404);
  }
});

test('OPTIONS * tells what the server takes anywhere', async () => {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const sent = request({ host: '127.0.0.1', port, method: 'OPTIONS', path: '*', agent: false }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(204);
  expect(sorted(answer.headers.allow)).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
});
