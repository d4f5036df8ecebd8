// Values that a schema of the OpenAPI document takes, and values that it does not.

import fc from 'fast-check';

export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  properties?: Record<string, Schema>;
  required?: string[];
};

type Drawn = fc.Arbitrary<unknown>;

/** What has a meaning beyond its schema, by the name of the field: names of what there is, say. */
export type Known = Record<string, Drawn>;

/** Letters of several scripts, an accent on its own, an emoji of several code points, and what means something to a language. */
const UNITS = [...'aZ9 ßéШ日نI', 'e\u0301', '🙂', '👩‍👩‍👧', ...`'"<&\\%{$;-_./`];

/** A body has room for a few texts of this length, not for the longest that an import takes. */
const MOST_SENT = 50_000;

const VISIBLE = fc.constantFrom('a', 'Z', '7', '日', '🙂');

/** Draws values by the schemas of one document. */
export class Drawing {
  readonly #schemas: Record<string, Schema>;
  readonly #known: Known;

  constructor(schemas: Record<string, Schema>, known: Known) {
    this.#schemas = schemas;
    this.#known = known;
  }

  valid(given: Schema): Drawn {
    const schema = this.#resolve(given);
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => this.valid(one)));
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if ('const' in schema) return fc.constant(schema.const);
    return fc.oneof(...typesOf(schema).map((type) => this.#ofType(type, schema)));
  }

  /** A value of a field, which may mean something by its name; not so what holds whole objects. */
  field(name: string, schema: Schema): Drawn {
    const isOfObjects = this.#resolve(schema.items ?? {}).properties !== undefined;
    return (isOfObjects ? undefined : this.#known[name]) ?? this.valid(schema);
  }

  /** Each is refused in JSON. */
  wrong(given: Schema): Drawn {
    const schema = this.#resolve(given);
    const types = typesOf(schema);
    const others = WRONG_TYPES.filter(([type]) => !types.includes(type)).map(([, value]) => value);
    const own: Drawn[] = [fc.constantFrom(...others, ...wrongTexts(schema), ...wrongNumbers(schema))];
    if (schema.items) own.push(...this.#wrongArrays(schema, schema.items));
    if (schema.properties) own.push(...this.wrongFields(schema).map(({ value }) => value));
    return fc.oneof(...own);
  }

  /** Objects with one wrong field each, and its name. */
  wrongFields(given: Schema): { name: string; value: Drawn }[] {
    const schema = this.#resolve(given);
    const { properties = {}, required = [] } = schema;
    const fields = Object.entries(properties).map(([name, field]) => ({ name, wrong: this.wrong(field) }));
    const missing = required.map((name) => ({ name, wrong: fc.constantFrom(undefined, null) }));
    const refused = [...fields, ...missing.filter(({ name }) => !isNullable(properties[name]))];
    return refused.map(({ name, wrong }) => ({
      name,
      value: fc.tuple(this.valid(schema), wrong).map(([valid, one]) => ({ ...(valid as object), [name]: one })),
    }));
  }

  /** Each is refused as text, in a path or a query. */
  wrongText(given: Schema): fc.Arbitrary<string[]> | undefined {
    const schema = this.#resolve(given);
    if (schema.items) {
      const { maxItems = 0 } = schema;
      const tooMany = this.valid(schema.items).map((item) => Array<string>(maxItems + 1).fill(String(item)));
      return fc.oneof(tooMany, this.wrongText(schema.items) ?? tooMany);
    }
    const isText = typesOf(schema).includes('string');
    const texts = [...wrongTexts(schema), ...wrongNumbers(schema), ...(isText ? [] : ['perhaps', '1e1', '{}'])];
    return texts.length > 0 ? fc.constantFrom(...texts).map((text) => [String(text)]) : undefined;
  }

  #resolve(schema: Schema): Schema {
    const name = schema.$ref?.replace('#/components/schemas/', '');
    return name === undefined ? schema : { ...this.#schemas[name], ...schema };
  }

  #ofType(type: string, schema: Schema): Drawn {
    const { minimum: min = -1_000_000, maximum: max = 1_000_000 } = schema;
    if (type === 'null') return fc.constant(null);
    if (type === 'boolean') return fc.boolean();
    if (type === 'integer') return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
    if (type === 'array') return this.#arrayOf(schema);
    if (type === 'object') return this.#object(schema);
    return text(schema);
  }

  #arrayOf({ items = {}, minItems = 0, maxItems = 10 }: Schema): Drawn {
    return fc.array(this.valid(items), { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) });
  }

  #object({ properties = {}, required = [], minProperties = 0 }: Schema): Drawn {
    const fields = Object.entries(properties).map(([name, schema]) => [name, this.field(name, schema)] as const);
    const drawn = fc.record(Object.fromEntries(fields), { requiredKeys: required });
    return drawn.filter((value) => Object.keys(value).length >= minProperties);
  }

  #wrongArrays({ minItems = 0, maxItems = 1000 }: Schema, items: Schema): Drawn[] {
    const tooMany = this.valid(items).map((item) => Array(maxItems + 1).fill(item));
    return [this.wrong(items).map((item) => [item]), tooMany, ...(minItems > 0 ? [fc.constant([])] : [])];
  }
}

const WRONG_TYPES: [string, unknown][] = [
  ['string', 'nonsense'],
  ['integer', 1.5],
  ['boolean', true],
  ['array', ['nonsense']],
  ['object', { nonsense: 1 }],
];

function typesOf({ type = 'string' }: Schema): string[] {
  return [type].flat();
}

function isNullable(schema: Schema = {}): boolean {
  return typesOf(schema).includes('null') || (schema.anyOf ?? []).some(isNullable);
}

/** Without white space around it, which is not part of every text. */
function text({ format, pattern, minLength = 0, maxLength = 100 }: Schema): Drawn {
  if (format !== undefined) return ofFormat(format).filter((value) => value.length <= maxLength);
  const fits = (value: string) => value.length <= maxLength && (!pattern || new RegExp(pattern).test(value));
  if (pattern && !fits('日 - 🙂')) return fc.stringMatching(new RegExp(pattern)).filter(fits);
  const inner = fc.string({ unit: fc.constantFrom(...UNITS), minLength, maxLength: Math.min(maxLength, 40) });
  const around = fc.tuple(VISIBLE, inner, VISIBLE).map((parts) => parts.join(''));
  const ends = [minLength, maxLength]
    .filter((length) => length > 0 && length < MOST_SENT)
    .map((length) => 'x'.repeat(length));
  return fc.oneof(
    { arbitrary: around.filter(fits), weight: 4 },
    fc.constantFrom('xxx', ...ends).filter(atLeast(minLength)),
  );
}

const atLeast = (length: number) => (value: string) => value.length >= length;

function ofFormat(format: string): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid({ version: 7 });
  if (format === 'email') return fc.emailAddress();
  if (format === 'binary') return fc.string({ unit: 'binary' });
  if (format === 'uri') return fc.webUrl({ validSchemes: ['http', 'https'] });
  const dates = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map(iso);
  if (format === 'date-time') return dates;
  if (format === 'date') return dates.map((time) => time.slice(0, 10));
  throw new Error(`No value is known of the format ${format}`);
}

const iso = (date: Date) => date.toISOString();

/** Nothing that is right without the white space around it. */
const NONSENSE = ['a\u0001b', 'a b', '!', 'yesterday', 'ftp://example.org/', '-', 'x'.repeat(300)];

function wrongTexts(schema: Schema): unknown[] {
  const { enum: values, format, pattern, minLength = 0, maxLength } = schema;
  if (!typesOf(schema).includes('string')) return [];
  if (values || 'const' in schema) return ['nonsense', ''];
  return [
    ...(minLength > 0 ? [''] : []),
    ...(minLength > 1 ? ['x'.repeat(minLength - 1)] : []),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
    ...(pattern ? NONSENSE.filter((one) => !new RegExp(pattern).test(one)) : []),
    ...(format ? NONSENSE : []),
  ];
}

function wrongNumbers(schema: Schema): unknown[] {
  const { minimum, maximum } = schema;
  if (!typesOf(schema).includes('integer')) return [];
  return [
    1.5,
    ...(minimum === undefined ? [] : [minimum - 1, -1e30]),
    ...(maximum === undefined ? [] : [maximum + 1, 1e30]),
  ];
}
