import { type JsonSchema, typesOf } from './json-schema.ts';

/** Text as it comes from a path, a query or a form: a repeated key makes a list. */
export type TextFields = Record<string, string | string[] | undefined>;

/** How the text fields of an input are read. */
export type TextInput = {
  /**
   * The declared field that a key names. A list may also be written `status[]` or `status[0]`, as axios, PHP and others
   * do. Undefined for what is not declared.
   */
  fieldOf(key: string): string | undefined;
  /** Turns text into the types that are declared; what does not fit stays text, and validation names it. */
  coerce(fields: TextFields): Record<string, unknown>;
};

type Field = { isList: boolean; coerce(value: string | string[]): unknown };

/** A list's other spellings. */
const ITEM = /^(\w+)\[\d{0,6}\]$/;

/**
 * Builds the coercion for an input once, from the JSON Schema that documents it, and leaves the
 * zod schema itself as it is: it is shared with tRPC, where nothing is coerced.
 */
export function textInput(properties: Record<string, JsonSchema>): TextInput {
  const fields = new Map(Object.entries(properties).map(([name, schema]) => [name, fieldFor(schema)]));

  function fieldOf(key: string): string | undefined {
    if (fields.has(key)) return key;
    const [, list] = ITEM.exec(key) ?? [];
    return list !== undefined && fields.get(list)?.isList ? list : undefined;
  }

  function coerce(given: TextFields): Record<string, unknown> {
    const coerced: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(given)) {
      const name = fieldOf(key);
      const field = name === undefined ? undefined : fields.get(name);
      if (name === undefined || !field || value === undefined) continue;
      const before = coerced[name];
      const read = field.coerce(value);
      coerced[name] = Array.isArray(before) ? before.concat(read) : read;
    }
    return coerced;
  }

  return { fieldOf, coerce };
}

function fieldFor(schema: JsonSchema): Field {
  const types = typesOf(schema);
  const one = (value: string) => coerceText(value, types);
  if (!types.has('array')) {
    return { isList: false, coerce: (value) => (Array.isArray(value) ? value.map(one) : one(value)) };
  }
  const item = fieldFor((schema.items ?? {}) as JsonSchema);
  return { isList: true, coerce: (value) => (Array.isArray(value) ? value : [value]).map(item.coerce) };
}

function coerceText(value: string, types: Set<string>): unknown {
  if (types.has('boolean')) {
    const word = value.toLowerCase(); // Python writes True
    if (word === 'true' || word === '1') return true;
    if (word === 'false' || word === '0') return false;
  }
  const isNumeric = types.has('integer') || types.has('number');
  if (isNumeric && !types.has('string') && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return value;
}
