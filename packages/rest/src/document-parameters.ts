import { z } from 'zod';
import type { Binding } from './binding.ts';
import { type Components, named, type Schema } from './document-schemas.ts';
import { withTextRules } from './document-texts.ts';

export type Parameter = { name: string; in: string; required?: boolean; schema?: Schema };

/**
 * A parameter with its description and an example at its own level, where Swagger UI looks for them: trpc-openapi leaves
 * them in the schema.
 */
export function describedParameter(
  { schema: given = {}, ...parameter }: Parameter,
  { procedure: { input } }: Binding,
  schemas: Components['schemas'],
) {
  const field = input instanceof z.ZodObject ? input.shape[parameter.name] : undefined;
  const schema = field ? withTextRules(given, field, schemas) : given;
  const { description, examples, ...type } = schema;
  return {
    ...parameter,
    description: description ?? named(schema, schemas)?.description,
    example: exampleOf(schema, schemas),
    schema: type,
  };
}

/** An array without an example has one of a single item. */
function exampleOf(schema: Schema, schemas: Components['schemas']): unknown {
  const [example] = schema.examples ?? named(schema, schemas)?.examples ?? [];
  if (example !== undefined || !schema.items) return example;
  const item = exampleOf(schema.items, schemas);
  return item === undefined ? undefined : [item];
}
