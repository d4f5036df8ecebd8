// Middlewares of every kind come to the same, whether we run the chain of a procedure or tRPC does.

import type { AnyProcedure } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../src/core/errors.ts';
import { runnerOf } from '../../src/procedures/run.ts';
import { described, echo, same, signal, t, thrower } from './testing-run.ts';

const base = t.procedure;
const name = z.object({ name: z.string() });
const order = (word: string) =>
  t.middleware(async ({ ctx, input, next }) => {
    ctx.log.push([word, input]);
    const result = await next();
    ctx.log.push([`${word} again`, result]);
    return result;
  });
const naming = t.middleware(({ ctx, next }) => next({ ctx: { ...ctx, who: 'bob', more: 1 } }));
const nothing = t.middleware((async () => undefined) as never);
const mending = t.middleware(async ({ ctx, next }) => {
  const result = await next();
  if (result.ok) return result;
  ctx.log.push(described(result.error));
  return { ...result, ok: true, data: 'mended', ctx } as never;
});

const middlewares: Record<string, AnyProcedure> = {
  'run in order': base.use(order('1')).use(order('2')).input(name).use(order('3')).query(echo),
  'add to the context': base
    .use(order('1'))
    .use(naming)
    .use(order('2'))
    .query(({ ctx }) => ctx),
  'leave the context as it is': base.use(({ next }) => next()).query(({ ctx }) => ctx),
  'give a context of nothing': base.use(({ next }) => next({ ctx: undefined })).query(({ ctx }) => ctx),
  'write into the context': base
    .use(({ ctx, next }) => next({ ctx: { nested: ctx.nested } }))
    .query(({ ctx }) => {
      ctx.nested.count += 1;
      ctx.who = 'eve';
    }),
  'put another input in place': base
    .input(name)
    .use(({ next }) => next({ input: 5 }))
    .query(echo),
  'take the input away': base
    .input(name)
    .use(({ next }) => next({ input: undefined }))
    .query(echo),
  'put an input before the validator': base
    .use(({ next }) => next({ input: { extra: 1 } }))
    .input(name)
    .query(echo),
  'put another raw input in place': base
    .use(({ next }) => next({ getRawInput: async () => ({ name: 'raw' }) }))
    .input(name)
    .use(async ({ ctx, getRawInput, next }) => next({ ctx: { log: ctx.log.concat(await getRawInput()) } }))
    .query(({ input, ctx }) => ({ input, ctx })),
  'fail to get a raw input': base
    .use(({ next }) => next({ getRawInput: thrower(new Error()) }))
    .input(name)
    .query(echo),
  'answer otherwise after an error': base.use(mending).query(thrower(new Error('secret'))),
  'answer otherwise after a wrong input': base.use(mending).input(name).query(echo),
  'answer otherwise after a wrong output': base
    .use(mending)
    .output(z.string())
    .query(() => 5 as unknown as string),
  'see the error of those within': base.use(order('1')).use(mending).use(order('2')).query(thrower('text')),
  'go on twice': base
    .use(async ({ next }) => [await next(), await next()][1] as never)
    .query(({ ctx }) => ctx.log.push(1)),
  'go on twice at once': base
    .use(async ({ next }) => (await Promise.all([next(), next()]))[0])
    .query(({ ctx }) => ctx.log.push(1)),
  'do not go on': base
    .use(async () => ({ marker: 'middlewareMarker', ok: true, data: 'no', ctx: {} }) as never)
    .query(echo),
  'answer with an error': base.use(async () => ({ ok: false, error: new AppError('forbidden') }) as never).query(echo),
  'answer with what is no error of ours': base
    .use(async () => ({ ok: false, error: new Error('plain') }) as never)
    .query(echo),
  'answer with text': base.use(async () => 'text' as never).query(echo),
  'answer at once': base.use((() => ({ ok: true, data: 1 })) as never).query(echo),
  'return nothing': base.use(nothing).query(echo),
  'return nothing to another': base.use(order('1')).use(nothing).query(echo),
  'return nothing to one that needs more': base.use(mending).use(nothing).query(echo),
  'are piped': base.use(order('1').unstable_pipe(order('2')).unstable_pipe(naming)).query(({ ctx }) => ctx),
  'are joined by concat': base
    .use(order('1'))
    .concat(t.procedure.use(order('2')).input(name))
    .use(order('3'))
    .query(echo),
  'format errors': base
    .errors(({ shape }) => ({ ...shape, message: 'formatted' }))
    .query(thrower(new AppError('forbidden'))),
  'format no error': base
    .use(order('1'))
    .errors(({ shape }) => shape)
    .query(echo),
  'are left out for a caller of its own': base
    .experimental_caller(async ({ args }) => ['called', args.length])
    .query(echo) as unknown as AnyProcedure, // its type is that of a function
};

describe.each(Object.entries(middlewares))('middlewares that %s', (_kind, procedure) => {
  test.each([[undefined], [{ name: 'a' }]])('do so, given %j', async (input) => {
    await same(procedure, input);
  });
});

type Told = Parameters<Parameters<typeof t.middleware>[0]>[0];

test('middlewares and resolvers are told the same', async () => {
  const tell = async (options: Told) => {
    const { ctx, type, path, input, meta, batchIndex, getRawInput, ...others } = options;
    const told = { type, path, input, meta, batchIndex, raw: await getRawInput() };
    ctx.log.push(
      told,
      options.signal === signal,
      Object.keys(others).filter((key) => !['next', 'router', 'signal'].includes(key)),
    );
  };
  const telling = t.middleware(async (options) => {
    await tell(options);
    return options.next();
  });
  const chain = base.meta({ note: 'one' }).use(telling).use(naming).input(name).use(telling);
  const { ctx } = await same(chain.mutation(tell as never), { name: 'a', size: 5 });
  expect(ctx.log).toHaveLength(9);
  await same(base.use(telling).query(tell as never), 5);
});

test('an output that gets nothing from a middleware is an error, which names the reason', async () => {
  const run = runnerOf(base.output(z.any()).use(nothing).query(echo));
  const call = { ctx: {}, input: 1, path: 'nothing', batchIndex: 0, signal: () => signal };
  await expect(run(call)).rejects.toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    message: expect.stringContaining('did you forget'),
  });
});

test('calls at the same time, of one context, do not see what the others add', async () => {
  const adds = base.input(z.number()).use(({ input, next }) => next({ ctx: { who: `caller ${input}` } }));
  const run = runnerOf(adds.query(async ({ ctx }) => [await Promise.resolve(ctx.who), ctx.log === log]));
  const log: unknown[] = [];
  const ctx = { who: 'ada', log, nested: { count: 0 } };
  const calls = [0, 1, 2].map((input) => run({ ctx, input, path: 'adds', batchIndex: input, signal: () => signal }));
  expect(await Promise.all(calls)).toEqual([0, 1, 2].map((input) => [`caller ${input}`, true]));
  expect(ctx.who).toBe('ada');
});
