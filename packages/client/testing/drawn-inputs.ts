import { type Arbitrary, array, constant, constantFrom, integer, oneof, record, string } from 'fast-check';
import { z } from 'zod';

type Schema = z.core.JSONSchema.JSONSchema;

/**
 * Inputs for a schema, drawn from what it says as JSON Schema: most are what it asks for in one way or another, some are
 * beside it in one field, and a few are something else altogether.
 */
export function drawnInputs(schema: z.ZodType): Arbitrary<unknown> {
  const { $defs = {}, ...root } = z.toJSONSchema(schema, { io: 'input' });
  const resolve = (given: Schema): Schema =>
    given.$ref ? resolve($defs[given.$ref.replace('#/$defs/', '')] as Schema) : given;
  const draw = (given: Schema): Arbitrary<unknown> => {
    const one = resolve(given);
    return oneof({ weight: 30, arbitrary: fitting(one, draw) }, { weight: 1, arbitrary: constantFrom(...ODD) });
  };
  const { examples = [] } = resolve(root);
  // Of an input with many parts, hardly any that is drawn is right in all of them.
  if (examples.length === 0) return draw(root);
  return oneof({ weight: 20, arbitrary: draw(root) }, { weight: 1, arbitrary: constantFrom<unknown>(...examples) });
}

const ODD = [undefined, null, true, 0, -1, 1.5, '', 'x', '1', [], ['x'], {}, { x: 1 }];

function fitting(schema: Schema, draw: (schema: Schema) => Arbitrary<unknown>): Arbitrary<unknown> {
  if (schema.anyOf) return oneof(...schema.anyOf.map((one) => draw(one as Schema)));
  if (schema.const !== undefined) return constant(schema.const);
  if (schema.enum) return constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return texts(schema);
    case 'integer':
    case 'number':
      return numbers(schema);
    case 'array':
      return array(draw(schema.items as Schema), { maxLength: 3 });
    case 'object':
      return objects(schema, draw);
    case 'boolean':
      return constantFrom(true, false);
    default:
      return constant(null);
  }
}

function objects({ properties = {}, required = [] }: Schema, draw: (schema: Schema) => Arbitrary<unknown>) {
  const fields = Object.entries(properties).map(([name, field]) => [name, draw(field as Schema)] as const);
  const shape = { ...Object.fromEntries(fields), unknown: constantFrom(1, 'x') };
  return record<Record<string, unknown>>(shape, { requiredKeys: required });
}

function numbers({ minimum = -10, maximum = 200 }: Schema) {
  return oneof(constantFrom(minimum - 1, minimum, maximum, maximum + 1), integer({ min: minimum, max: maximum }));
}

/** Texts that some rule or other asks for, or is there to refuse. */
const TEXTS = [
  'ada',
  'Ada Lovelace',
  'analytical engine',
  'ada@example.org',
  ' Ada@Example.ORG ',
  'ada@exämple.org',
  '1',
  '42',
  '042',
  'me',
  'none',
  '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11',
  '019A9C1E-7B1A-7CC0-8A52-5D5F3A1F0C11',
  '#d73a4a',
  '#D73A4A',
  '#abc',
  'bug',
  ' bug ',
  'https://example.org/a?b#c',
  'http://localhost:8000',
  'javascript:alert(1)',
  'github:owner/name',
  'issues:read',
  'open',
  '2026-01-31T09:30:00.000Z',
  '2026-01-31T09:30:00Z',
  '2026-01-31t09:30:00+02:00',
  '0000-01-31T09:30:00.000Z',
  '2026-02-30T09:30:00.000Z',
  'two\nlines of text',
  'tab\tin text',
  'bell \u0007 in text',
  'NUL \0 in text',
  'half of a pair \ud800',
  'cafe\u0301 au lait',
  '\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b',
  '\u202e right to left',
  'non-character \ufffe',
  '     \t\n     ',
  '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦',
  '<script>alert(1)</script>',
  "'; DROP TABLE issue; --",
];

const FORMATS: Record<string, string[]> = {
  uuid: ['019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11'],
  email: ['ada@example.org'],
  'date-time': ['2026-01-31T09:30:00.000Z'],
};

function texts({ minLength = 0, maxLength = 300, format = '', examples = [] }: Schema): Arbitrary<unknown> {
  const usual = FORMATS[format] ?? (examples.length > 0 ? examples : ['analytical engine']);
  const lengths = [minLength - 1, minLength, maxLength, maxLength + 1].filter((length) => length >= 0);
  const atTheEdge = lengths.flatMap((length) => ['a'.repeat(length), 'é '.repeat(length / 2), '😀'.repeat(length / 2)]);
  return oneof(
    { weight: 12, arbitrary: constantFrom<unknown>(...usual) },
    { weight: 6, arbitrary: constantFrom(...TEXTS) },
    { weight: 1, arbitrary: constantFrom(...atTheEdge) },
    { weight: 1, arbitrary: string({ unit: 'binary', maxLength: 20 }) },
  );
}
