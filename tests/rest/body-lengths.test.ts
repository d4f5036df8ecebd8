// A setting that lets a text be longer lets the request be longer, over REST and both ways over tRPC.

import { openTestServer } from '@docket/kit/server';
import { afterAll, expect, test } from 'vitest';

const KB = 1024;

const { docket, request } = await openTestServer(
  { ISSUE_DESCRIPTION_MAX: '100000' },
  { logging: false, onEnd: afterAll },
);
const { access_token: token, caller } = await docket.createUser('ada');
await caller.issue.create({ title: 'Crash', description: 'Long enough' });

/** What the document says of a body. */
async function documented(method: 'post' | 'put' | 'patch', path: string): Promise<number> {
  const { paths } = (await request({ url: '/openapi.json' })).json();
  return paths[path][method].requestBody['x-max-body-bytes'];
}

/** As Python's `json.dumps` writes it, and PHP's `json_encode`. */
function escaped(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const description = 'é'.repeat(100_000);

test.each([
  ['POST', '/api/v1/issues', 201],
  ['PATCH', '/api/v1/issues/1', 200],
  ['PUT', '/api/v1/issues/1', 200],
  ['POST', '/trpc/issue.create', 200],
  ['POST', '/trpc/issue.update', 200],
] as const)('%s %s takes a description of whatever characters, and no more', async (method, url, status) => {
  const most = 128 * KB + 6 * 98_000;
  const payload = escaped({ ...(url.endsWith('issue.update') && { id: '1' }), title: 'Crash', description });
  // The header leads to tRPC's own adapter.
  for (const way of url.includes('trpc') ? [{}, { 'trpc-accept': 'application/json' }] : [{}]) {
    const headers = { 'content-type': 'application/json', ...way };
    const send = (body: string) => request({ method, url, token, headers, payload: body });
    expect((await send(payload)).statusCode).toBe(status);
    expect((await send(payload.padEnd(most))).statusCode).toBe(status);
    expect((await send(payload.padEnd(most + 1))).statusCode).toBe(413);
  }
});

test('the document says so, and of a body without such a text what it always says', async () => {
  const paths = ['/api/v1/issues', '/api/v1/labels'].map((path) => documented('post', path.replace('/api/v1', '')));
  expect(await Promise.all(paths)).toEqual([128 * KB + 6 * 98_000, 128 * KB]);
  expect(await documented('patch', '/issues/{id}')).toBe(128 * KB + 6 * 98_000);
});
