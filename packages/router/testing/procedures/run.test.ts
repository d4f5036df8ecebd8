// What goes in and out, and what is thrown, comes to the same, whether we run the chain of a procedure or tRPC does.

import { type AnyProcedure, TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../src/core/errors.ts';
import { runnerOf } from '../../src/procedures/run.ts';
import { echo, same, signal, t, thrower } from './testing-run.ts';

const base = t.procedure;
const name = z.object({ name: z.string() });

const inputs: Record<string, AnyProcedure> = {
  none: base.query(echo),
  any: base.input(z.any()).query(echo),
  one: base.input(name).query(echo),
  strict: base.input(z.strictObject({ name: z.string() })).mutation(echo),
  loose: base.input(z.looseObject({})).query(echo),
  text: base.input(z.string()).query(echo),
  optional: base.input(name.optional()).query(echo),
  default: base.input(z.object({ size: z.number().default(20) }).default({ size: 1 })).query(echo),
  transform: base.input(name.transform((value) => value.name.length)).query(echo),
  refined: base.input(name.refine((value) => value.name !== 'bad', 'is bad')).query(echo),
  throwing: base.input(z.any().transform(thrower(new AppError('forbidden')))).query(echo),
  asyncRefined: base.input(name.refine(async (value) => value.name !== 'bad', 'is bad')).query(echo),
  asyncTransform: base.input(z.any().transform(async (value: unknown) => [value])).query(echo),
  two: base
    .input(name)
    .input(z.object({ size: z.number() }))
    .query(echo),
  overlapping: base
    .input(name)
    .input(name.transform((value) => ({ name: `${value.name}!` })))
    .query(echo),
  objectAndList: base
    .input(z.any())
    .input(z.any().transform(() => [1]))
    .query(echo),
  listAndObject: base
    .input(z.any().transform(() => JSON.parse('[1]')))
    .input(z.looseObject({}))
    .query(echo),
  three: base
    .input(z.object({ a: z.any() }))
    .input(z.looseObject({}))
    .input(z.object({ size: z.any() }))
    .query(echo),
  concat: base
    .input(name)
    .concat(t.procedure.input(z.object({ size: z.number() })).meta({ note: 'two' }))
    .query(echo),
  function: base.input((value: unknown) => ({ own: value })).query(echo),
  throwingFunction: base.input(thrower(new Error('own'))).query(echo),
  functionBesideZod: base
    .input(name)
    .input((value: unknown) => ({ own: value }))
    .query(echo),
};

const given = [undefined, null, 5, 'text', [], {}, { name: 'a' }, { name: 'bad', size: 5, more: true }, { name: 5 }];

describe.each(Object.entries(inputs))('an input of the kind "%s"', (_kind, procedure) => {
  test.each(given.map((value) => [value]))('takes or refuses %j in the same words', async (value) => {
    await same(procedure, value);
  });
});

const outputs: Record<string, AnyProcedure> = {
  strips: base.output(name).query(() => ({ name: 'a', secret: 'b' })),
  fails: base.output(z.string()).query(() => 5 as unknown as string),
  async: base.output(z.string().transform(async (value) => `${value}!`)).query(() => 'a'),
  asyncFails: base.output(z.string().refine(async () => false)).query(() => 'a'),
  'throws in the schema': base.output(z.any().transform(thrower(new AppError('forbidden')))).query(() => 1),
  'is not looked at after an error': base.output(z.string()).query(() => Promise.reject(new AppError('forbidden'))),
  'comes before a middleware': base
    .output(z.string())
    .use(async ({ next }) => ({ ...(await next()), data: 7 }))
    .query(() => 'a'),
  'comes after a middleware': base
    .use(async ({ next }) => ({ ...(await next()), data: 7 }))
    .output(z.string())
    .query(() => 'a'),
  'is of a function': base.output((value: unknown) => String(value)).query(() => 5 as unknown as string),
  'is nothing': base.output(z.void()).query(() => undefined),
  'is a context': base.query(({ ctx }) => ctx),
};

test.each(Object.entries(outputs))('an output that %s comes to the same', async (_kind, procedure) => {
  await same(procedure);
});

const thrown: [string, unknown][] = [
  ['an error', new Error('secret')],
  ['an error with a cause', new TypeError('secret', { cause: new Error('deeper') })],
  ['an error of tRPC', new TRPCError({ code: 'CONFLICT', message: 'taken', cause: 'text' })],
  ['an error of ours', new AppError('rate_limited', { retry_after: 3 })],
  ['an error by name', Object.assign(new Error('foreign'), { name: 'TRPCError', code: 'FORBIDDEN' })],
  ['text', 'text'],
  ['an object', { code: 5, message: 'object' }],
  ['nothing', undefined],
  ['null', null],
];

test.each(thrown)('%s that is thrown comes out the same, wherever that is', async (_what, value) => {
  const throws = thrower(value);
  await same(base.query(throws));
  await same(base.query(() => Promise.reject(value)));
  await same(
    base
      .use(t.middleware(({ next }) => next()))
      .input(z.any())
      .output(z.any())
      .mutation(throws),
  );
  await same(base.use(throws).query(echo));
  await same(
    base
      .use(t.middleware(({ next }) => next()))
      .use(() => Promise.reject(value))
      .query(echo),
  );
  await same(base.use(({ next }) => next().then(throws)).query(echo));
  await same(base.input(z.any().transform(throws)).query(echo));
  await same(base.output(z.any().transform(throws)).query(echo));
});

test('a schema that needs promises is not parsed twice at each call', async () => {
  let times = 0;
  const counted = z.any().transform(async (value: unknown) => [value, ++times].length);
  const run = runnerOf(base.input(counted).query(echo));
  const call = { ctx: {}, input: 1, path: 'counted', batchIndex: 0, signal: () => signal };
  await run(call);
  times = 0;
  await run(call);
  expect(times).toBe(1);
});
