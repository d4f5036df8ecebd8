import type { z } from 'zod';

export type Schema = z.core.JSONSchema.JSONSchema;

/** What the type of a `$ref` is called. */
export type NameOf = (id: string) => string;

const LINE_WIDTH = 120;

/**
 * Prints a JSON Schema as a TypeScript type, the way our formatter would.
 *
 * @throws Error for a schema that it does not understand: a wrong type would be worse than none.
 */
export function printType(schema: Schema, nameOf: NameOf, indent = ''): string {
  if (schema.$ref) return nameOf(idOf(schema.$ref));
  if (schema.anyOf) return union(schema.anyOf.map((member) => printType(member, nameOf, indent)));
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return union(schema.enum.map(literal));
  if (Array.isArray(schema.type))
    return union(schema.type.map((type) => printType({ ...schema, type }, nameOf, indent)));
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return arrayOf(printType(only(schema.items), nameOf, indent));
    case 'object':
      return printObject(schema, nameOf, indent);
    default:
      throw new Error(`Cannot print as a type: ${JSON.stringify(schema)}`);
  }
}

/** Prints a doc comment with a line break after it; nothing when there is nothing to say. */
export function printComment(paragraphs: readonly (string | undefined)[], indent = ''): string {
  const said = paragraphs.filter((paragraph) => paragraph !== undefined).map(escapeComment);
  const [first] = said;
  if (first === undefined) return '';
  const single = `${indent}/** ${first} */`;
  if (said.length === 1 && single.length <= LINE_WIDTH) return `${single}\n`;
  const lines = said.flatMap((paragraph) => wrap(paragraph, LINE_WIDTH - indent.length - ' * '.length));
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

function idOf(ref: string): string {
  return ref.replace('#/$defs/', '');
}

function printObject(schema: Schema, nameOf: NameOf, indent: string): string {
  if (!schema.properties || typeof schema.additionalProperties === 'object') {
    throw new Error(`Only objects with named fields can be printed: ${JSON.stringify(schema)}`);
  }
  const inner = `${indent}  `;
  const fields = Object.entries(schema.properties).map(([name, value]) => {
    const field = only(value);
    const type = printType(field, nameOf, inner);
    const comment = printComment([descriptionOf(field), defaultOf(field)], inner);
    const required = schema.required?.includes(name);
    return `${comment}${inner}${key(name)}${required ? `: ${type}` : `?: ${type} | undefined`};\n`;
  });
  return `{\n${fields.join('')}${indent}}`;
}

/** What `.nullable()` wraps keeps its description for itself. */
function descriptionOf(schema: Schema): string | undefined {
  return schema.description ?? schema.anyOf?.find((member) => member.description)?.description;
}

function defaultOf(schema: Schema): string | undefined {
  return schema.default === undefined ? undefined : `@default ${literal(schema.default)}`;
}

function only(schema: Schema['items']): Schema {
  if (typeof schema === 'object' && !Array.isArray(schema)) return schema;
  throw new Error(`Cannot print as a type: ${JSON.stringify(schema)}`);
}

function union(members: string[]): string {
  return [...new Set(members)].join(' | ');
}

function arrayOf(item: string): string {
  return /^\w+$/.test(item) || item.startsWith('{') ? `${item}[]` : `(${item})[]`;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replace(/['\\]/g, '\\$&')}'` : JSON.stringify(value);
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
}

function escapeComment(text: string): string {
  return text.replaceAll('*/', '*\\/');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
