import { z } from 'zod';

/** A schema as it documents what a caller may send. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The schema of an input, and those that it names. */
export type InputSchema = { root: JsonSchema; named: Record<string, JsonSchema> };

/** The JSON Schema of an input; that of an empty one when a procedure takes none. */
export function inputSchema(input: z.ZodType | undefined): InputSchema {
  if (!input) return { root: {}, named: {} };
  const { $defs: named = {}, ...root } = z.toJSONSchema(input, { io: 'input' });
  return { root: resolve(root, named), named };
}

/** A schema with a name stands among the definitions. */
export function resolve(schema: JsonSchema, named: InputSchema['named']): JsonSchema {
  return named[schema.$ref?.replace('#/$defs/', '') ?? ''] ?? schema;
}

export function propertiesOf({ properties = {} }: JsonSchema): Record<string, JsonSchema> {
  return properties as Record<string, JsonSchema>;
}

export function alternativesOf({ anyOf = [], oneOf = [] }: JsonSchema): JsonSchema[] {
  return [...anyOf, ...oneOf] as JsonSchema[];
}

export function typesOf(schema: JsonSchema): Set<string> {
  return new Set([schema.type ?? [], ...alternativesOf(schema).map((one) => [...typesOf(one)])].flat());
}
