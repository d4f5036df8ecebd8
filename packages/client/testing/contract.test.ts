// Runs on none: it opens no database.

import { at } from '@docket/kit/procedures';
import type { AppRouter as ServerRouter } from '@docket/router';
import type { inferRouterError, inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { query } from '../../router/src/procedures/procedure.ts';
import { generateContract } from '../scripts/generate.ts';
import type { ErrorShape, RouterInputs, RouterOutputs } from '../src/index.ts';
import type { AppRouter } from '../src/trpc.ts';

test('the contract takes what the router takes and answers what it answers', () => {
  expectTypeOf<RouterInputs>().toEqualTypeOf<inferRouterInputs<ServerRouter>>();
  expectTypeOf<inferRouterOutputs<AppRouter>>().toEqualTypeOf<inferRouterOutputs<ServerRouter>>();
  expectTypeOf<ErrorShape['data']>().toEqualTypeOf<inferRouterError<ServerRouter>['data']>();
  expectTypeOf<inferRouterError<ServerRouter>>().toExtend<ErrorShape>();
});

test('the types for tRPC take and answer the same', () => {
  expectTypeOf<inferRouterInputs<AppRouter>>().toEqualTypeOf<RouterInputs>();
  expectTypeOf<inferRouterOutputs<AppRouter>>().toExtend<RouterOutputs>(); // tRPC leaves `undefined` out, as JSON does
  expectTypeOf<inferRouterError<AppRouter>['data']>().toEqualTypeOf<ErrorShape['data']>();
});

test('a named schema with defaults has a type for what is sent and one for what comes back', () => {
  const Page = z.object({ size: z.int().default(20).describe('Items in one answer') }).meta({ id: 'Page' });
  const Book = z.object({ title: z.string(), first_page: Page }).meta({ id: 'Book' });
  const turn = query({ ...at('GET /turn'), input: Book, output: Book, run: async (_db, input) => input });

  const contract = generateContract({ book: { turn } });

  expect(contract).toContain('export type Book = {\n  title: string;\n  first_page: Page;\n};');
  expect(contract).toContain('export type BookOutput = {\n  title: string;\n  first_page: PageOutput;\n};');
  expect(contract).toMatch(/export type Page = \{[^}]*@default 20[^}]*size\?: number \| undefined;\n\}/);
  expect(contract).toMatch(/export type PageOutput = \{[^}]*size: number;\n\}/);
  expect(contract).toContain('turn: Query<Book, BookOutput>;');
});

test('a schema that cannot be written as a type stops the generator', () => {
  const count = query({ ...at('GET /count'), output: z.record(z.string(), z.int()), run: async () => ({}) });
  expect(() => generateContract({ book: { count } })).toThrow('Only objects with named fields can be printed');
});
