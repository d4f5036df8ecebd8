// Runs on none: it opens no database.

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listProcedures } from '../../src/catalog.ts';
import { exactnessOf } from '../../src/procedures/output-check.ts';

const uuid = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13';
const time = '2026-01-31T09:30:00.000Z';
const named = z.object({ name: z.string(), note: z.string().optional() });

const known: Record<string, z.ZodType> = {
  text: z.string(),
  textInSmallLetters: z.string().toLowerCase(),
  uuid: z.uuid(),
  uuidInSmallLetters: z.uuid().toLowerCase(),
  time: z.iso.datetime({ precision: 3 }),
  enum: z.enum(['open', 'closed']),
  literal: z.literal(['open', 5, null]),
  integer: z.int(),
  inRange: z.int().min(1).max(5),
  boolean: z.boolean(),
  nullable: z.string().nullable(),
  optional: z.string().optional(),
  list: z.array(z.int().nullable()),
  object: named,
  empty: z.object({}),
  nested: z.object({ items: z.array(named), next: z.string().nullable() }),
  oddName: z.object({ 'a"]\n\\': z.string().optional() }),
  prototypeName: z.object({ constructor: z.string().optional() }),
};

const recursive = z.object({
  name: z.string(),
  get children() {
    return z.array(recursive);
  },
});

const unknown: Record<string, z.ZodType> = {
  recursive,
  undefined: z.object({ a: z.literal(undefined) }),
  containingRecursive: z.object({ tree: recursive.nullable() }),
  refined: z.string().refine(() => true),
  transformed: z.string().transform((text) => text.length),
  ofLength: z.string().min(1),
  url: z.url(),
  email: z.email(),
  oldUrl: z.string().url(),
  regex: z.string().regex(/a/),
  coerced: z.coerce.string(),
  coercedInteger: z.coerce.number().int(),
  coercedBoolean: z.coerce.boolean(),
  number: z.number(),
  int32: z.int32(),
  aboveBound: z.int().gt(1),
  evenInteger: z.int().multipleOf(2),
  nonEmpty: z.array(z.int()).min(1),
  strict: z.strictObject({}),
  loose: z.looseObject({}),
  refinedObject: named.refine(() => true),
  withDefault: z.object({ size: z.int().default(20) }),
  exactOptional: z.object({ size: z.int().exactOptional() }),
  prefault: z.string().prefault('a'),
  catch: z.string().catch('a'),
  readonly: named.readonly(),
  union: z.union([z.string(), z.int()]),
  record: z.record(z.string(), z.string()),
  date: z.date(),
  any: z.any(),
  deep: z.object({ items: z.array(z.object({ url: z.url() })) }),
};

class Named {
  name = 'a class';
}

const values: unknown[] = [
  ...[undefined, null, '', 'open', 'A', uuid, uuid.toUpperCase(), `${uuid} `, time, '2026-02-31T09:30:00.000Z'],
  ...['2026-01-31T09:30:00Z', 5, 0, -0, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 5n, true, Symbol('a')],
  ...[[], [1, null], [1, 'a'], [undefined], new Array(1), new Set(), new Date(), () => 'a', new Named()],
  ...[{}, { name: 'a' }, { name: 5 }, { name: 'a', note: undefined }, { name: 'a', more: 1 }, { note: 'a' }],
  ...[Object.assign(Object.create(null), { name: 'a' }), Object.create({ name: 'a' }), JSON.parse('{"__proto__":5}')],
  Object.defineProperty({ name: 'a' }, 'note', { value: 'b', enumerable: false }),
  ...[
    { items: [], next: null },
    { items: [{ name: 'a' }], next: 'b' },
    { items: [{ name: 'a', more: 1 }], next: null },
  ],
  ...[{ items: [{}], next: null }, { items: {}, next: null }, { items: [] }, { constructor: 'a' }],
];

describe.each(Object.entries(known))('%s', (_, schema) => {
  const isExact = exactnessOf(schema);

  test('finds exact only what zod would give back as it is', () => {
    const exact = values.filter((value) => isExact?.(value));
    expect(exact.map((value) => schema.parse(value))).toStrictEqual(exact);
    expect(exact.length).toBeGreaterThan(0);
  });

  test('misses none but objects that have a class, or no prototype', () => {
    const ordinary = values.filter((value) => !isObject(value) || Object.getPrototypeOf(value) === Object.prototype);
    const missed = ordinary.filter((value) => {
      const { success, data } = schema.safeParse(value);
      return success && JSON.stringify(data) === JSON.stringify(value) && !isExact?.(value);
    });
    expect(missed).toEqual([]);
  });
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

test.each(Object.entries(unknown))('leaves to zod: %s', (_, schema) => {
  expect(exactnessOf(schema)).toBeUndefined();
});

test('knows what most calls answer with', () => {
  const names = listProcedures().flatMap(({ name, output }) => (exactnessOf(output) ? name : []));
  expect(names).toEqual(expect.arrayContaining(['issue.get', 'issue.list', 'issue.create', 'issue.update', 'user.me']));
});
