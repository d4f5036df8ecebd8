import type { OpenAPIObject } from 'trpc-openapi';

export type Components = Required<Pick<NonNullable<OpenAPIObject['components']>, 'schemas' | 'responses' | 'examples'>>;

/** A JSON Schema of the document, as far as it is rewritten here. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  examples?: unknown[];
  default?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
};

const SCALARS = new Set(['string', 'integer', 'number', 'boolean']);

/**
 * A copy without what zod adds for machines and people trip over: bounds of safe integers, patterns beside formats, and
 * null as an alternative of a scalar, which many generators read only as a second type.
 */
export function tidyCopy(document: OpenAPIObject): OpenAPIObject {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) => {
    if (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) return undefined;
    if (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if ('anyOf' in value) return withNullAsType(value as Schema);
    const { format, pattern: _, ...schema } = value as { format?: unknown; pattern?: unknown };
    return typeof format === 'string' ? { format, ...schema } : value;
  }) as OpenAPIObject;
}

function withNullAsType({ anyOf = [], ...schema }: Schema): Schema {
  const scalar = anyOf.find(({ type }) => typeof type === 'string' && SCALARS.has(type));
  const others = anyOf.filter((one) => one !== scalar && one.type !== 'null');
  if (!scalar || others.length > anyOf.length - 2) return { anyOf, ...schema };
  const nullable: Schema = { ...scalar, type: [String(scalar.type), 'null'] };
  if (scalar.enum) nullable.enum = [...scalar.enum, null];
  return others.length > 0 ? { anyOf: [nullable, ...others], ...schema } : { ...nullable, ...schema };
}

/**
 * The schema of a request body, which says in words what fields are when they are left out. A `default` makes generators
 * of types demand the field, since they take it for one that is always there.
 */
export function withoutDefaults({ properties = {}, ...schema }: Schema, schemas: Components['schemas']): Schema {
  const fields = Object.entries(properties).map(([name, field]) => [name, withoutDefault(field, schemas)]);
  return { ...schema, properties: Object.fromEntries(fields) };
}

function withoutDefault({ default: value, ...field }: Schema, schemas: Components['schemas']): Schema {
  if (value === undefined) return field;
  const description = field.description ?? named(field, schemas)?.description;
  const code = `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
  return { ...field, description: [description, `${code} when left out`].filter(Boolean).join('; ') };
}

/** The schema that a reference names. */
export function named({ $ref }: Schema, schemas: Components['schemas']): Schema | undefined {
  return $ref === undefined ? undefined : (schemas[$ref.replace('#/components/schemas/', '')] as Schema | undefined);
}
