// Runs on none: it opens no database.

// C2, C40, C46: what no text of any input may be, found from the schemas of all procedures.

import { expect, test } from 'vitest';
import { z } from 'zod';
import { listProcedures } from '../../src/catalog.ts';
import { type TextKind, textKinds } from '../../src/core/schema.ts';

/** A text of an input, and where it stands: `issue.create labels[]`. */
type Field = { field: string; schema: z.ZodType };

/** All texts that a schema takes. What it does not know, it does not pass over. */
function textsIn(schema: z.core.$ZodType, field: string): Field[] {
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return [{ field, schema }];
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, inner]) => textsIn(inner, `${field} ${name}`));
  }
  if (schema instanceof z.ZodArray) return textsIn(schema.element, `${field}[]`);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return textsIn(schema.def.innerType, field);
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => textsIn(option, field));
  const { type } = schema._zod.def;
  if (['number', 'boolean', 'enum', 'literal', 'null'].includes(type)) return [];
  throw new Error(`${field}: teach this test what texts there are in a schema of type ${type}`);
}

const texts = listProcedures().flatMap(({ name, input }) => (input ? textsIn(input, name) : []));

function kindOf({ schema }: Field): TextKind | undefined {
  return textKinds.get(schema)?.kind;
}

/** Wherever such a part stands, and whatever else a text must look like. */
function holding(part: string): string[] {
  const kinds = [
    'some',
    'https://exam',
    'https://example.org/',
    'ada@exam',
    'github:',
    '1',
    '2026-01-31T09:30:00.000Z',
  ];
  return kinds.flatMap((start) => [`${start}${part}text`, `${start}${part}`, `${part}${start}`]);
}

/** What is one text too long, or is there only once, is refused for something else: a kind has fields that take it. */
function taken({ schema }: Field, given: string[]): string[] {
  return given.filter((text) => schema.safeParse(text).success);
}

const fieldsOf = (...kinds: TextKind[]) => texts.filter((one) => kinds.includes(kindOf(one) ?? 'kept'));

test('there are texts of every kind', () => {
  expect(new Set(texts.map(kindOf))).toEqual(
    new Set(['kept', 'prose', 'line', 'name', 'key', 'id', 'address', 'time']),
  );
  const [website] = texts.filter(({ field }) => field === 'user.update website');
  expect(website?.schema.safeParse('https://example.org/').success).toBe(true);
});

test.each(texts)('C40: $field is made by a builder of core/schema.ts', (one) => {
  expect(kindOf(one)).toBeDefined();
});

test.each(texts)('C40: $field takes neither NUL nor half of a surrogate pair, which no engine stores', (one) => {
  for (const part of ['\0', '\ud83d', '\udc00']) expect(taken(one, holding(part))).toEqual([]);
});

const SECRETS_AND_IMPORTS = /(^archive\.import | (password|new_password|current_password|token|refresh_token|cursor)$)/;

test('only secrets, cursors and what another tracker held are kept as they came', () => {
  expect(fieldsOf('kept').filter(({ field }) => !SECRETS_AND_IMPORTS.test(field))).toEqual([]);
});

const CONTROLS = ['\u0001', '\b', '\u000b', '\u001b', '\u007f', '\u0085', '\u009f'];

test.each(fieldsOf('prose', 'line', 'name', 'key', 'id', 'address', 'time'))(
  'C2: $field takes no control characters',
  (one) => {
    for (const control of CONTROLS) {
      // At the ends of a line U+000B counts as white space, and is trimmed.
      const given = holding(control).filter((text) => text.trim() === text);
      expect(taken(one, given)).toEqual([]);
    }
  },
);

test.each(fieldsOf('line', 'name', 'key', 'id', 'address', 'time'))('C46: $field is one line', (one) => {
  for (const end of ['\n', '\r\n', '\u2028', '\u2029']) {
    const outputs = taken(one, holding(end)).map((text) => one.schema.parse(text));
    expect(outputs.filter((output) => /[\n\r\u2028\u2029]/.test(String(output)))).toEqual([]);
    expect(taken(one, [`some${end}text`])).toEqual([]);
  }
});

const INVISIBLE = [' ', '\u00a0', '\u00ad', '\u200b', '\u2060', '\u3164', '\ufeff', '\u2800', '\u{e0041}', '\ufe0f'];

test.each(fieldsOf('prose', 'line', 'name', 'key', 'id', 'address', 'time'))(
  'C46: $field has something to see, or is empty',
  (one) => {
    for (const invisible of [...INVISIBLE, '\n']) {
      expect(
        taken(
          one,
          [1, 3, 5, 36].map((length) => invisible.repeat(length)),
        ),
      ).toEqual([]);
    }
  },
);

test.each(fieldsOf('name'))('C46: $field hides nothing, and is in the one form of its characters', ({ schema }) => {
  for (const hidden of ['\u200b', '\u00ad', '\u202e', '\u2066', '\u3164', '\ufeff', '\u{e0041}']) {
    expect(schema.safeParse(`zz${hidden}zz`).success).toBe(false);
  }
  // What joins letters and emoji is seen.
  for (const name of ['می\u200cخواهم', '👩\u200d💻', '❤\ufe0f']) expect(schema.parse(name)).toBe(name);
  expect(schema.parse('Jose\u0301')).toBe('Jos\u00e9');
});

test.each(texts)('C60: the pattern of $field is read by Python, Go, Java and JavaScript', ({ schema }) => {
  const { pattern = '', format, allOf } = z.toJSONSchema(schema, { io: 'input' });
  expect(allOf).toBeUndefined();
  // Beside a format the document has no pattern.
  if (format === undefined) expect(pattern).not.toMatch(/\\[pPuk]|\(\?[^:]/);
});

test.each(fieldsOf('prose'))('$field takes tabs and ends of lines, and may end with them', ({ schema }) => {
  expect(schema.parse('one\ttwo\r\nthree\n')).toBe('one\ttwo\r\nthree\n');
});
