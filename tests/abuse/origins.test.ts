// Runs on sqlite: it tests what lies above the database.

// T27: which origins' pages may read our answers.

import { serveTarget } from '@docket/kit/served-target';
import { production, send } from '@docket/kit/target';
import { describe, expect, test } from 'vitest';
import { listOperations } from './operations.ts';

const listed = 'https://app.example.org';
const server = await serveTarget({ ...production, CORS_ORIGINS: `["${listed}", "http://localhost:3000"]` });
const operations = await listOperations(server);
const paths = [
  ...new Set(operations.map(({ path }) => path.replace(/\{\w+\}/, '1'))),
  '/trpc/issue.list',
  '/trpc/auth.login',
  '/openapi.json',
  '/docs',
  '/health',
  '/nowhere',
  '/%E0%A4%A',
];

/** What the answers to a call and to its preflight let the page of an origin do. */
async function allowed(path: string, origin: string): Promise<(string | null)[]> {
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  const answers = [
    await send(server, `GET ${path}`, { headers: { origin } }),
    await send(server, `POST ${path}`, { headers: { origin }, json: {} }),
    await send(server, `OPTIONS ${path}`, { headers: preflight }),
  ];
  return answers.map(({ headers }) => headers.get('access-control-allow-origin'));
}

describe('T27: an origin', () => {
  test.each([
    'https://evil.example',
    'null',
    '*',
    'https://app.example.org.evil.example',
    'https://evil-app.example.org',
    'https://evilapp.example.org',
    'https://appxexample.org',
    'https://example.org',
    'https://sub.app.example.org',
    'http://app.example.org',
    'https://app.example.org:8443',
    'https://app.example.org@evil.example',
    'https://app.example.org%60.evil.example',
    'https://app.example.org, https://evil.example',
    'HTTPS://APP.EXAMPLE.ORG.EVIL.EXAMPLE',
    'https://localhost:3000',
    'http://localhost:30000',
    'http://localhost',
    'file://',
    'chrome-extension://abc',
  ])('that is not listed gets no allow header: %s', async (origin) => {
    for (const path of paths) expect(await allowed(path, origin), path).toEqual([null, null, null]);
  });

  test('that is listed may call, with credentials, and no other may use a cached answer', async () => {
    for (const path of ['/api/v1/issues', '/api/v1/auth/login', '/trpc/issue.list', '/trpc/auth.login']) {
      expect(await allowed(path, listed)).toEqual([listed, listed, listed]);
      const headers = { origin: listed, 'access-control-request-method': 'DELETE' };
      const preflight = await send(server, `OPTIONS ${path}`, { headers });
      expect(preflight.status).toBe(204);
      expect(Object.fromEntries(preflight.headers)).toMatchObject({
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': expect.stringContaining('DELETE'),
        'access-control-expose-headers': expect.stringContaining('X-Request-Id'),
        allow: expect.stringContaining('OPTIONS'),
        vary: expect.stringContaining('Origin'),
      });
    }
  });

  test('that is not listed gets an answer that no cache may give to another', async () => {
    const { headers } = await send(server, 'GET /api/v1/issues', { headers: { origin: 'https://evil.example' } });
    expect(headers.get('vary')).toContain('Origin');
  });
});
