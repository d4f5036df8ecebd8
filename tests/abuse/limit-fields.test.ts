// Runs on sqlite: it tests what lies above the database.

// T32: what answers say of limits. Each test comes from addresses of its own.

import { documentCheck } from '@docket/kit/document-check';
import { type Answer, countStatuses, from, limitsOf, PASSWORD, passTime, type Sent, send } from '@docket/kit/target';
import { isMutation, isRpc, listProcedures } from '@docket/router';
import { describe, expect, test } from 'vitest';
import { guess, newAddress, startLimitedServer } from './limited-server.ts';
import { listOperations, type Operation, routeTo, validBody } from './operations.ts';

const { server, logIn, join } = await startLimitedServer();

const kinds = new Map(listProcedures().map(({ name, kind }) => [name, kind]));
const faultOf = documentCheck();

/** What the OpenAPI document does not have of an answer. */
function undocumented(route: string, { status, headers, text: body }: Answer<unknown>): string | undefined {
  const [method = '', url = ''] = route.split(' ');
  return faultOf({ method, url, status, contentType: headers.get('content-type') ?? undefined, body });
}

type Called = { route: string; procedure: string; json: unknown };

/** How an operation is called: well, by nobody, and over tRPC where it can be. */
function waysOf({ fields, procedure: name }: Operation, { route, procedure, json }: Called): [string, Sent][] {
  const kind = kinds.get(name) ?? 'query';
  if (kind === 'upload') {
    const form = { body: '--x--\r\n', type: 'multipart/form-data; boundary=x' };
    return [
      [route, form],
      [route, { ...form, token: 'bad' }],
    ];
  }
  const rpc: [string, Sent] = isMutation({ kind })
    ? [`POST ${procedure}`, { json: json ?? {} }]
    : [`GET ${procedure}`, {}];
  return [[route, { json }], [route, { json: fields && {}, token: 'bad' }], ...(isRpc({ kind }) ? [rpc] : [])];
}

describe('T32: limits', () => {
  test('show in the answer of every operation, at both doors, whatever the answer is', async () => {
    for (const operation of await listOperations(server)) {
      const json = operation.fields && (await validBody(server, operation));
      const [route, procedure] = [routeTo(operation, { ids: {} }), `/trpc/${operation.procedure}`];
      const ways = waysOf(operation, { route, procedure, json });
      for (const [way, sent] of ways) {
        const answer = await send(server, way, { ...sent, ...from(newAddress()) });
        const [first] = limitsOf(answer);
        expect(first, way).toMatchObject({ name: expect.stringMatching(/^(read|write)$/), window: 60 });
        expect(undocumented(way, answer)).toBeUndefined();
      }
    }
  });

  test('say truly what is left, and a refusal says when to come back', async () => {
    const token = await join('hal');
    const ways = ['GET /api/v1/issues', 'GET /trpc/issue.list?input={}', 'GET /api/v1/issues/42'];
    for (const [at, way] of [...ways, ...ways].entries()) {
      const [limit] = limitsOf(await send(server, way, { token, ...from(newAddress()) }));
      expect(limit).toMatchObject({ name: 'read', quota: 6, remaining: 5 - at });
    }
    for (const way of ways) {
      const { status, headers, text } = await send(server, way, { token });
      const seconds = Number(headers.get('retry-after'));
      expect(status).toBe(429);
      expect(limitsOf({ headers })).toEqual([{ name: 'read', quota: 6, window: 60, remaining: 0, reset: seconds }]);
      expect(seconds).toBeGreaterThan(30);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(text).toContain(`Too many queries: try again in ${seconds} seconds`);
      expect(text).toContain('rate_limited');
    }
  });

  test('open anew when the refusal said that they would', async () => {
    const place = from(newAddress());
    const right = { username: 'ivy', password: PASSWORD };
    await join('ivy');
    for (let count = 0; count < 5; count += 1) expect((await logIn(guess('ivy'), place)).status).toBe(401);
    const refused = await logIn(right, place);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(limitsOf(refused).find(({ name }) => name === 'login')).toMatchObject({ remaining: 0, reset: seconds });
    await passTime(server, seconds - 30);
    expect((await logIn(right, place)).status).toBe(429);
    await passTime(server, 30);
    expect((await logIn(right, place)).status).toBe(200);
  });

  test('hold for bad tokens too, by address, and for each user apart', async () => {
    const place = from(newAddress());
    const me = (token: string) => send(server, 'GET /api/v1/users/me', { token, ...place });
    const times = <T>(make: (at: number) => T) => Array.from({ length: 8 }, (_, at) => make(at));
    expect(await countStatuses(times((at) => me(`bad${at}`)))).toEqual({ 401: 6, 429: 2 });
    const token = await join('jan');
    expect(await countStatuses(times(() => me(token)))).toEqual({ 200: 6, 429: 2 });
    expect((await me(await join('kim'))).status).toBe(200);
  });

  test('can be read by pages of other origins', async () => {
    const headers = { origin: 'http://localhost:3000', ...from(newAddress()).headers };
    const answer = await send(server, 'GET /api/v1/issues', { headers });
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/RateLimit, RateLimit-Policy, Retry-After/);
  });
});
