// C2: a text that is nothing but control characters takes six times its length in each answer that holds it.

import { expect, test } from 'vitest';
import { z } from 'zod';
import { listProcedures } from '../../src/catalog.ts';

/** What is kept as it came: secrets, which are hashed, what is only looked up, and what another tracker held. */
const KEPT_AS_IT_CAME = /(^archive\.| (password|new_password|current_password|token|refresh_token|cursor)$)/;

type Shape = { type?: string; $ref?: string; properties?: Record<string, Shape>; items?: Shape; anyOf?: Shape[] };

type TextField = { field: string; isList: boolean };

/** The fields of an input that hold a text, or a list of texts. */
function textFields(input: z.ZodType): TextField[] {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Shape & {
    $defs?: Record<string, Shape>;
  };
  const named = (shape: Shape): Shape => schema.$defs?.[shape.$ref?.replace('#/$defs/', '') ?? ''] ?? shape;
  return Object.entries(named(schema).properties ?? {}).flatMap(([field, shape]): TextField[] => {
    const kinds = [shape, ...(shape.anyOf ?? [])].map(named);
    if (kinds.some(({ type }) => type === 'string')) return [{ field, isList: false }];
    return kinds.some(({ items }) => items?.type === 'string') ? [{ field, isList: true }] : [];
  });
}

const fields = listProcedures().flatMap(({ name, input }) =>
  input ? textFields(input).map((one) => ({ name, input, ...one })) : [],
);
const strict = fields.filter(({ name, field }) => !KEPT_AS_IT_CAME.test(`${name} ${field}`));

test('there are texts to look at, and secrets among them', () => {
  expect(strict.map(({ name, field }) => `${name} ${field}`)).toEqual(
    expect.arrayContaining([
      'issue.create description',
      'comment.create body',
      'user.update website',
      'issue.list label',
    ]),
  );
});

test.each(strict)('$name refuses control characters in $field', ({ input, field, isList }) => {
  for (const control of ['\0', '\u0001', '\b', '\u000b', '\u001b', '\u007f', '\u0085', '\u009f']) {
    for (const text of [`https://exam${control}ple.org/`, `some${control}text`]) {
      const { error } = input.safeParse({ [field]: isList ? [text] : text });
      expect(error?.issues.map(({ path }) => path[0]) ?? []).toContain(field);
    }
  }
});

test.each(['issue.create', 'issue.update'])('%s takes tabs and ends of lines in a description', (name) => {
  const input = listProcedures().find((one) => one.name === name)?.input;
  const issues = input?.safeParse({ description: 'one\ttwo\r\nthree' }).error?.issues ?? [];
  expect(issues.map(({ path }) => path[0])).not.toContain('description');
});
