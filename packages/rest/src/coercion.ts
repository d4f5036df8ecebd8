import { z } from 'zod';

/** Text as it comes from a path, a query or a form: a repeated key makes a list. */
export type TextFields = Record<string, string | string[] | undefined>;

/** Turns text fields into the types that an input declares; what does not fit stays text, and validation names it. */
export type Coerce = (fields: TextFields) => Record<string, unknown>;

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** For a procedure without input. */
export const leaveAsIs: Coerce = (fields) => ({ ...fields });

/**
 * Builds the coercion for an input once, from the JSON Schema that documents it, and leaves the
 * zod schema itself as it is: it is shared with tRPC, where nothing is coerced.
 */
export function coercionFor(input: z.ZodType): Coerce {
  const { $defs = {}, $ref = '', ...schema } = z.toJSONSchema(input, { io: 'input' });
  // A schema with a name stands among the definitions.
  const { properties = {} } = $defs[$ref.replace('#/$defs/', '')] ?? schema;
  const coercions = new Map(
    Object.entries(properties).map(([name, schema]) => [name, coercionOf(schema as JsonSchema)]),
  );
  return (fields) => {
    const coerced: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(fields)) {
      const coerceField = coercions.get(name);
      if (coerceField && value !== undefined) coerced[name] = coerceField(value);
    }
    return coerced;
  };
}

function coercionOf(schema: JsonSchema): (value: string | string[]) => unknown {
  const types = typesOf(schema);
  const one = (value: string) => coerceText(value, types);
  if (!types.has('array')) return (value) => (Array.isArray(value) ? value.map(one) : one(value));
  const item = coercionOf((schema.items ?? {}) as JsonSchema);
  return (value) => (Array.isArray(value) ? value : [value]).map(item);
}

function coerceText(value: string, types: Set<string>): unknown {
  if (types.has('boolean')) {
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
  }
  const isNumeric = types.has('integer') || types.has('number');
  if (isNumeric && !types.has('string') && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return value;
}

function typesOf(schema: JsonSchema): Set<string> {
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])] as JsonSchema[];
  return new Set([schema.type ?? [], ...alternatives.map((one) => [...typesOf(one)])].flat());
}
