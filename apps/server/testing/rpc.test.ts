// Runs on none: it opens no database.

// What no procedure of Docket gives: odd outputs and errors, and contexts that cannot be made.

import { setImmediate } from 'node:timers/promises';
import { at, emptyContext } from '@docket/kit/procedures';
import { AppError, type Context } from '@docket/router';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { flow, query } from '../../../packages/router/src/procedures/procedure.ts';
import { rpcApi } from '../src/rpc.ts';

const any = z.any();
let signal: AbortSignal | undefined;
const turns: string[] = [];

/** A query that comes to this. */
function gives(name: string, run: () => unknown, output: z.ZodType = any) {
  return query({ ...at(`GET /${name}`), output, run: async () => run() });
}

const odd = {
  nothing: gives('nothing', () => undefined),
  null: gives('null', () => null),
  text: gives('text', () => 'text "quoted" ☃'),
  odd: gives('odd', () => ({ list: [undefined, Number.NaN], no: undefined, date: new Date(0) })),
  input: query({ ...at('GET /input'), input: any, output: any, run: async (_db, input) => ({ input }) }),
  thrownText: gives('thrownText', () => Promise.reject('no error')),
  thrownNothing: gives('thrownNothing', () => Promise.reject(undefined)),
  thrown: gives('thrown', () => Promise.reject(new Error('secret'))),
  wrongOutput: gives('wrongOutput', () => 5, z.string()),
  soon: gives('soon', () => Promise.reject(new AppError('unavailable', { retry_after: 3 }))),
  later: gives('later', () => Promise.reject(new AppError('rate_limited', { retry_after: 60 }))),
  turns: gives('turns', async () => {
    turns.push('comes');
    await setImmediate();
    return turns.push('goes');
  }),
  waits: flow({
    ...at('POST /waits'),
    output: any,
    async run(ctx) {
      signal = ctx.signal();
      await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
    },
  }),
  change: flow({ ...at('POST /change'), input: any, output: any, run: async (_ctx, input) => ({ input }) }),
};

const createContext = vi.fn(async () => emptyContext());

async function openApp(
  make: () => Promise<Context> = createContext,
  isDirect = true,
): Promise<{ app: FastifyInstance; lines: object[] }> {
  const lines: object[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const app = Fastify({ logger: { level: 'warn', stream }, genReqId: () => 'the-same' });
  await app.register(rpcApi, { prefix: '/trpc', api: { odd }, createContext: make, isDirect });
  onTestFinished(() => app.close());
  return { app, lines };
}

/** Status, headers, body and log lines, directly and through the adapter, which this header changes nothing for. */
async function bothWays(options: InjectOptions, make?: () => Promise<Context>) {
  const [one, other] = await Promise.all(
    [{}, { 'trpc-accept': 'application/json' }].map(async (extra) => {
      const { app, lines } = await openApp(make);
      const { statusCode, headers, body } = await app.inject({ ...options, headers: { ...options.headers, ...extra } });
      const { date: _, 'content-length': length, 'transfer-encoding': __, ...compared } = headers;
      const faults = lines.map((line) => ({ ...line, time: 0, err: undefined }));
      return { length, seen: { statusCode, headers: compared, body, faults } };
    }),
  );
  expect([one?.length, other?.length]).toEqual([expect.any(String), undefined]); // the adapter sends in pieces
  expect(one?.seen).toEqual(other?.seen);
  return one?.seen;
}

const queries = Object.keys(odd).filter((name) => !['waits', 'turns', 'change'].includes(name));

test.each(queries)('what %s comes to is the same', async (name) => {
  await bothWays({ url: `/trpc/odd.${name}` });
  await bothWays({ url: `/trpc/odd.${name},odd.text?batch=1` });
});

test('of nothing only the result is there, and null stays null', async () => {
  expect((await bothWays({ url: '/trpc/odd.nothing,odd.null?batch=1' }))?.body).toBe(
    '[{"result":{}},{"result":{"data":null}}]',
  );
});

test('when several calls are to be tried again, the longest wait counts', async () => {
  expect(await bothWays({ url: '/trpc/odd.later,odd.soon,odd.text?batch=1' })).toMatchObject({
    statusCode: 207,
    headers: { 'retry-after': '60' },
  });
});

test.each([new AppError('unavailable'), new Error('secret'), 'no error'])(
  'each call fails when its context does',
  async (why) => {
    const make = vi.fn(() => Promise.reject(why));
    await bothWays({ url: '/trpc/odd.text' }, make);
    await bothWays({ url: '/trpc/odd.text,odd.nothing?batch=1' }, make);
    expect(make).toHaveBeenCalledTimes(4); // once for each request, on either way
  },
);

test('the calls of a batch run at the same time', async () => {
  for (const headers of [{}, { 'trpc-accept': 'application/json' }]) {
    turns.length = 0;
    await (await openApp()).app.inject({ url: '/trpc/odd.turns,odd.turns?batch=1', headers });
    expect(turns).toEqual(['comes', 'comes', 'goes', 'goes']);
  }
});

test.each([
  [encodeURIComponent('"☃ é 😀 a+b %41"'), '☃ é 😀 a+b %41'],
  ['"a+b%2Bc%20d"', 'a b+c d'],
])('the input in an address is decoded as that of a form: %s', async (input, read) => {
  expect(JSON.parse((await bothWays({ url: `/trpc/odd.input?input=${input}` }))?.body ?? '')).toEqual({
    result: { data: { input: read } },
  });
});

test('one context is made for all calls of a batch', async () => {
  createContext.mockClear();
  await bothWays({ url: '/trpc/odd.text,odd.text,odd.text?batch=1' });
  expect(createContext).toHaveBeenCalledTimes(2);
});

test.each(['{"a":1,"__proto__":{"b":2}}', '{"a":1,"constructor":{"prototype":{"b":2}},"\\u005f_proto__":5}'])(
  'names that could reach a prototype do not come into an input: %s',
  async (input) => {
    const { app } = await openApp();
    const headers = { 'content-type': 'application/json' };
    const answers = [
      await app.inject({ url: `/trpc/odd.input?input=${encodeURIComponent(input)}` }),
      await app.inject({ method: 'POST', url: '/trpc/odd.change', headers, body: input }),
      await app.inject({ method: 'POST', url: '/trpc/odd.change?batch=1', headers, body: `{"0":${input}}` }),
    ];
    for (const { body } of answers) expect(body).toMatch(/"input":\{"a":1(,"constructor":\{\})?\}/);
  },
);

test('a caller who asks for a stream gets one', async () => {
  const { app } = await openApp();
  const headers = { 'trpc-accept': 'application/jsonl' };
  const { body } = await app.inject({ url: '/trpc/odd.text,odd.text?batch=1', headers });
  expect(body.trim().split('\n').length).toBeGreaterThan(1);
  const single = await app.inject({ url: '/trpc/odd.text', headers: { accept: 'text/html, application/jsonl' } });
  expect([single.statusCode, single.body]).toEqual([
    400,
    expect.stringContaining('Streaming requests must be batched'),
  ]);
});

test('a procedure learns that its caller hung up', async () => {
  const { app } = await openApp();
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const caller = new AbortController();
  const headers = { 'content-type': 'application/json' };
  const answer = fetch(`${address}/trpc/odd.waits`, { method: 'POST', headers, body: '{}', signal: caller.signal });
  await vi.waitFor(() => expect(signal).toBeDefined(), 60_000);
  caller.abort();
  await expect(answer).rejects.toThrow();
  await vi.waitFor(() => expect(signal?.aborted).toBe(true), 60_000);
});

test('without the direct path, everything goes through the adapter', async () => {
  const { app } = await openApp(createContext, false);
  const { statusCode, headers } = await app.inject({ url: '/trpc/odd.text' });
  expect([statusCode, headers['content-length']]).toEqual([200, undefined]); // the adapter sends in pieces
});
