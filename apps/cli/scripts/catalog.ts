import { isMutation, listProcedures } from '@docket/router';
import { z } from 'zod';
import type { Field, Shape } from '../src/catalog.ts';

/** What the command has to know of each procedure, so that it starts without the router. */
export function commandCatalog(): string {
  const shapes = Object.fromEntries(
    listProcedures().map(({ name, kind, audience, summary, description, input }): [string, Shape] => [
      name,
      {
        isQuery: !isMutation({ kind }),
        ...(kind === 'download' && { isDownload: true }),
        ...(kind === 'upload' && { isUpload: true }),
        ...(kind === 'feed' && { isFeed: true }),
        isPublic: audience === 'public',
        summary,
        description,
        fields: fieldsOf(input),
      },
    ]),
  );
  return `${JSON.stringify(shapes, null, 2)}\n`;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function fieldsOf(input: z.ZodType | undefined): Field[] | null {
  if (!input) return null;
  const whole = z.toJSONSchema(input, { io: 'input' });
  const resolve: Resolve = (schema) => {
    const name = schema.$ref?.replace('#/$defs/', '');
    return name === undefined ? schema : { ...(whole.$defs?.[name] as JsonSchema), ...schema };
  };
  const { properties = {}, required = [] } = resolve(whole);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    isRequired: required.includes(name),
    ...kindOf(schema as JsonSchema, resolve),
  }));
}

type Kind = Omit<Field, 'name' | 'isRequired'>;

/** Follows a reference to a schema with a name. */
type Resolve = (schema: JsonSchema) => JsonSchema;

function kindOf(given: JsonSchema, resolve: Resolve): Kind {
  const schema = resolve(given);
  if (schema.anyOf) return kindOfAlternatives(schema, resolve);
  const about = {
    ...(schema.description && { description: schema.description }),
    ...(schema.enum && { choices: schema.enum as string[] }),
  };
  if (schema.type === 'integer' || schema.type === 'number') return { kind: 'number', ...about };
  if (schema.type === 'boolean') return { kind: 'flag', ...about };
  if (schema.type === 'string') return { kind: 'text', ...about };
  const item = schema.type === 'array' ? resolve((schema.items ?? {}) as JsonSchema) : {};
  if (item.type !== 'string') return { kind: 'json', ...about };
  return { kind: 'list', splits: !canHoldComma(item), ...(item.enum && { choices: item.enum as string[] }), ...about };
}

/** A value, or null. */
function kindOfAlternatives({ anyOf = [], description }: JsonSchema, resolve: Resolve): Kind {
  const alternatives = anyOf as JsonSchema[];
  const value = alternatives.find(({ type }) => type !== 'null') ?? {};
  const isNullable = alternatives.some(({ type }) => type === 'null');
  const said = description ?? value.description;
  return { ...kindOf({ ...value, ...(said && { description: said }) }, resolve), ...(isNullable && { isNullable }) };
}

function canHoldComma({ enum: choices, pattern }: JsonSchema): boolean {
  if (choices) return false;
  return pattern === undefined || new RegExp(pattern, 'u').test('a,b');
}
