// Runs on none: it opens no database.

// Each fault that we reproduced in the request handler of trpc-to-openapi 3.3.0 (its number in
// brackets), kept from coming back into ours.

import { at, emptyContext } from '@docket/kit/procedures';
import { listProcedures } from '@docket/router';
import Fastify, { type FastifyInstance } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { callerOf } from '../../router/src/procedures/caller.ts';
import { flow, query } from '../../router/src/procedures/procedure.ts';
import { answerOtherMethods, collectAddresses } from '../src/addresses.ts';
import { restBindings } from '../src/binding.ts';
import { restApi } from '../src/plugin.ts';
import { answerWithProblems } from '../src/problem.ts';

const FORM = 'application/x-www-form-urlencoded';

const Filter = z.object({
  flag: z.boolean().optional(),
  count: z.int().optional(),
  tags: z.array(z.string()).default([]),
  text: z.string().optional(),
});
type Tree = { name: string; children: Tree[] };
const Tree: z.ZodType<Tree> = z.object({
  name: z.string(),
  get children() {
    return z.array(Tree);
  },
});
let signal: AbortSignal | undefined;
let reached: () => void = () => undefined;

const created = { status: 201 } as const;

const things = {
  filter: query({ ...at('GET /filter'), input: Filter, output: Filter, run: async (_db, input) => input }),
  post: flow({ ...at('POST /filter', created), input: Filter, output: Filter, run: async (_ctx, input) => input }),
  named: query({
    ...at('GET /things/{name}'),
    input: z.object({ name: z.string() }),
    output: z.string(),
    run: async (_db, { name }) => name,
  }),
  mine: query({ ...at('GET /things/mine'), output: z.string(), run: async () => 'the one of the static path' }),
  dotted: query({ ...at('GET /v1.0'), output: z.string(), run: async () => 'dotted' }),
  form: flow({
    ...at('POST /form', { ...created, form: true }),
    input: Filter,
    output: Filter,
    run: async (_ctx, input) => input,
  }),
  nothing: flow({ ...at('POST /nothing', created), output: z.null(), run: async () => null }),
  tree: flow({
    ...at('POST /trees', created),
    input: z.object({ tree: Tree }),
    output: Tree,
    run: async (_ctx, { tree }) => tree,
  }),
  fails: query({
    ...at('GET /fails'),
    output: z.null(),
    run: () => Promise.reject(new Error('select * from secrets')),
  }),
  waits: flow({
    ...at('POST /waits'),
    output: z.null(),
    async run(ctx) {
      signal = ctx.signal();
      reached();
      await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
      return null;
    },
  }),
};

async function openApi(): Promise<FastifyInstance> {
  const app = Fastify();
  answerWithProblems(app);
  answerOtherMethods(app, { addresses: collectAddresses(app) });
  await app.register(restApi, { api: { things }, createContext: async () => emptyContext() });
  onTestFinished(() => app.close());
  return app;
}

async function get(url: string) {
  const response = await (await openApi()).inject(`/api/v1${url}`);
  return { status: response.statusCode, body: response.json() };
}

async function post(url: string, payload?: object | string, type = 'application/json') {
  const headers = payload === undefined ? {} : { 'content-type': type };
  const response = await (await openApi()).inject({
    method: 'POST',
    url: `/api/v1${url}`,
    headers,
    ...(payload !== undefined && { payload }),
  });
  return { status: response.statusCode, body: response.json() };
}

test('leaves the schemas as they are, so tRPC never coerces, whatever REST was asked before (1)', async () => {
  expect((await get('/filter?count=5&flag=true')).body).toMatchObject({ count: 5, flag: true });
  const caller = callerOf({ things }, async () => emptyContext());
  await expect(caller.things.filter({ count: '5' as never })).rejects.toThrow('not valid');
  await expect(caller.things.filter({ flag: 'false' as never })).rejects.toThrow('not valid');
});

test('never coerces a JSON body (1)', async () => {
  expect(await post('/filter', { count: '5' })).toMatchObject({ status: 422, body: { errors: [{ path: 'count' }] } });
});

test.each([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])('reads ?flag=%s as %s (2)', async (text, flag) => {
  expect((await get(`/filter?flag=${text}`)).body.flag).toBe(flag);
});

test('refuses a flag that is neither true nor false (2)', async () => {
  expect((await get('/filter?flag=perhaps')).status).toBe(422);
});

test('decodes path parameters (3)', async () => {
  expect((await get('/things/a%2Fb%20%C3%BC')).body).toBe('a/b ü');
});

test('takes the text of a path as text: a dot is a dot, and case matters (3)', async () => {
  expect((await get('/v1.0')).body).toBe('dotted');
  expect((await get('/v1A0')).status).toBe(404);
  expect((await get('/V1.0')).status).toBe(404);
});

test('refuses a path parameter that is not one word when it starts, not when it is called (3)', () => {
  const get = query({ ...at('GET /x/{issue-id}'), output: z.null(), run: async () => null });
  expect(() => restBindings(listProcedures({ dashed: { get } }))).toThrow('/x/{issue-id}: a REST path');
});

test('prefers a static path to a parameter, whichever was written first (4)', async () => {
  expect((await get('/things/mine')).body).toBe('the one of the static path');
});

test('takes form bodies where they are declared, and coerces them (5)', async () => {
  expect(await post('/form', 'flag=0&count=7&tags=one', FORM)).toMatchObject({
    status: 201,
    body: { flag: false, count: 7, tags: ['one'] },
  });
});

test('refuses form bodies where they are not declared (5)', async () => {
  expect((await post('/filter', 'count=7', FORM)).status).toBe(415);
});

test('takes a POST without body and content type, or with an empty JSON body (5)', async () => {
  expect(await post('/nothing')).toEqual({ status: 201, body: null });
  expect(await post('/nothing', '')).toEqual({ status: 201, body: null });
});

test('answers with the declared status, 422 for bad input and 405 with Allow for a wrong method (6)', async () => {
  expect((await post('/filter', {})).status).toBe(201);
  expect((await get('/filter?count=x')).status).toBe(422);
  const wrong = await (await openApi()).inject({ method: 'DELETE', url: '/api/v1/filter' });
  expect(wrong.statusCode).toBe(405);
  expect(wrong.headers.allow).toBe('GET, HEAD, POST, OPTIONS');
});

test('answers HEAD as GET without the body, 404 where there is nothing, and OPTIONS with Allow (6)', async () => {
  const app = await openApi();
  const head = await app.inject({ method: 'HEAD', url: '/api/v1/things/mine' });
  expect([head.statusCode, head.body]).toEqual([200, '']);
  expect((await app.inject({ method: 'HEAD', url: '/api/v1/nowhere' })).statusCode).toBe(404);
  const options = await app.inject({ method: 'OPTIONS', url: '/api/v1/filter' });
  expect([options.statusCode, options.headers.allow]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
});

test('makes a list of one from a single key, a list from a repeated one, and keeps an empty value (7)', async () => {
  expect((await get('/filter?tags=one')).body.tags).toEqual(['one']);
  expect((await get('/filter?tags=one&tags=two')).body.tags).toEqual(['one', 'two']);
  expect((await get('/filter?text=')).body.text).toBe('');
});

test('takes recursive inputs (8)', async () => {
  const tree = { name: 'root', children: [{ name: 'leaf', children: [] }] };
  expect(await post('/trees', { tree })).toEqual({ status: 201, body: tree });
});

test('answers malformed JSON with 400, and __proto__ with no harm (8)', async () => {
  expect((await post('/filter', '{"count":')).status).toBe(400);
  expect((await get('/filter?__proto__=1&constructor=2&toString=3')).body.errors).toHaveLength(3);
  expect(await post('/filter', '{"__proto__":{"flag":true},"constructor":{"prototype":{"flag":true}}}')).toMatchObject({
    status: 201,
    body: { tags: [] },
  });
  expect({}).not.toHaveProperty('flag');
});

test('says nothing about an unexpected error (9)', async () => {
  const { status, body } = await get('/fails');
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toMatch(/secrets|at .*\.ts/);
  expect(body).toMatchObject({ code: 'internal_error', detail: 'Something went wrong on our side' });
});

test('tells the procedure when the caller hangs up (10)', async () => {
  const app = await openApi();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const caller = new AbortController();
  const hasReached = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const answer = fetch(`${url}/api/v1/waits`, { method: 'POST', signal: caller.signal });
  await hasReached;
  const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
  caller.abort();
  await expect(answer).rejects.toThrow('aborted');
  await aborted;
  expect(signal?.aborted).toBe(true);
});
