// What no procedure of Docket gives: odd outputs and errors, and contexts that can not be made.

import { setImmediate } from 'node:timers/promises';
import { AppError, type Context, type Meta } from '@docket/router';
import { initTRPC } from '@trpc/server';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { rpcApi } from '../src/rpc.ts';

const t = initTRPC.context<Context>().meta<Meta>().create({ isDev: false }); // no stacks, which differ
const any = t.procedure.output(z.any());
let signal: AbortSignal | undefined;
const turns: string[] = [];

const router = t.router({
  nothing: any.query(() => undefined),
  null: any.query(() => null),
  text: any.query(() => 'text "quoted" ☃'),
  odd: any.query(() => ({ list: [undefined, Number.NaN], no: undefined, date: new Date(0) })),
  input: any.input(z.any()).query(({ input }) => ({ input })),
  thrownText: any.query(() => Promise.reject('no error')),
  thrownNothing: any.query(() => Promise.reject(undefined)),
  thrown: any.query(() => Promise.reject(new Error('secret'))),
  wrongOutput: t.procedure.output(z.string()).query(() => 5 as unknown as string),
  soon: any.query(() => Promise.reject(new AppError('unavailable', { retry_after: 3 }))),
  later: any.query(() => Promise.reject(new AppError('rate_limited', { retry_after: 60 }))),
  place: any.query(({ batchIndex }) => batchIndex),
  turns: any.query(async () => {
    turns.push('comes');
    await setImmediate();
    return turns.push('goes');
  }),
  waits: any.query(async (call) => {
    signal = call.signal;
    await new Promise((resolve) => call.signal?.addEventListener('abort', resolve, { once: true }));
  }),
  change: any.input(z.any()).mutation(({ input }) => ({ input })),
});

const createContext = vi.fn(async (): Promise<Context> => ({ request: { id: 'the-same' } }) as Context);

async function openApp(
  make: () => Promise<Context> = createContext,
): Promise<{ app: FastifyInstance; lines: object[] }> {
  const lines: object[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const app = Fastify({ logger: { level: 'warn', stream }, genReqId: () => 'the-same' });
  await app.register(rpcApi, { prefix: '/trpc', router, createContext: make });
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

const queries = Object.keys(router._def.record).filter((name) => !['waits', 'turns', 'change'].includes(name));

test.each(queries)('what %s comes to is the same', async (name) => {
  await bothWays({ url: `/trpc/${name}` });
  await bothWays({ url: `/trpc/${name},text?batch=1` });
});

test('of nothing only the result is there, and null stays null', async () => {
  expect((await bothWays({ url: '/trpc/nothing,null?batch=1' }))?.body).toBe(
    '[{"result":{}},{"result":{"data":null}}]',
  );
});

test('when several calls are to be tried again, the longest wait counts', async () => {
  expect(await bothWays({ url: '/trpc/later,soon,text?batch=1' })).toMatchObject({
    statusCode: 207,
    headers: { 'retry-after': '60' },
  });
});

test.each([new AppError('unavailable'), new Error('secret'), 'no error'])(
  'each call fails when its context does',
  async (why) => {
    const make = vi.fn(() => Promise.reject(why));
    await bothWays({ url: '/trpc/text' }, make);
    await bothWays({ url: '/trpc/text,nothing?batch=1' }, make);
    expect(make).toHaveBeenCalledTimes(4); // once for each request, on either way
  },
);

test('the calls of a batch know their places, and run at the same time', async () => {
  expect((await bothWays({ url: '/trpc/place,place,place?batch=1' }))?.body).toMatch(/"data":0.+"data":1.+"data":2/);
  for (const headers of [{}, { 'trpc-accept': 'application/json' }]) {
    turns.length = 0;
    await (await openApp()).app.inject({ url: '/trpc/turns,turns?batch=1', headers });
    expect(turns).toEqual(['comes', 'comes', 'goes', 'goes']);
  }
});

test.each([
  [encodeURIComponent('"☃ é 😀 a+b %41"'), '☃ é 😀 a+b %41'],
  ['"a+b%2Bc%20d"', 'a b+c d'],
])('the input in an address is decoded as that of a form: %s', async (input, read) => {
  expect(JSON.parse((await bothWays({ url: `/trpc/input?input=${input}` }))?.body ?? '')).toEqual({
    result: { data: { input: read } },
  });
});

test('one context is made for all calls of a batch', async () => {
  createContext.mockClear();
  await bothWays({ url: '/trpc/text,text,text?batch=1' });
  expect(createContext).toHaveBeenCalledTimes(2);
});

test.each(['{"a":1,"__proto__":{"b":2}}', '{"a":1,"constructor":{"prototype":{"b":2}},"\\u005f_proto__":5}'])(
  'names that could reach a prototype do not come into an input: %s',
  async (input) => {
    const { app } = await openApp();
    const headers = { 'content-type': 'application/json' };
    const answers = [
      await app.inject({ url: `/trpc/input?input=${encodeURIComponent(input)}` }),
      await app.inject({ method: 'POST', url: '/trpc/change', headers, body: input }),
      await app.inject({ method: 'POST', url: '/trpc/change?batch=1', headers, body: `{"0":${input}}` }),
    ];
    for (const { body } of answers) expect(body).toMatch(/"input":\{"a":1(,"constructor":\{\})?\}/);
  },
);

test('a caller who asks for a stream gets one', async () => {
  const { app } = await openApp();
  const headers = { 'trpc-accept': 'application/jsonl' };
  const { body } = await app.inject({ url: '/trpc/text,text?batch=1', headers });
  expect(body.trim().split('\n').length).toBeGreaterThan(1);
  const single = await app.inject({ url: '/trpc/text', headers: { accept: 'text/html, application/jsonl' } });
  expect([single.statusCode, single.body]).toEqual([
    400,
    expect.stringContaining('Streaming requests must be batched'),
  ]);
});

test('a procedure learns that its caller hung up', async () => {
  const { app } = await openApp();
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const caller = new AbortController();
  const answer = fetch(`${address}/trpc/waits`, { signal: caller.signal });
  await vi.waitFor(() => expect(signal).toBeDefined());
  caller.abort();
  await expect(answer).rejects.toThrow();
  await vi.waitFor(() => expect(signal?.aborted).toBe(true));
});
