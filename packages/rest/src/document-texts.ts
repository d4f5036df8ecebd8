import { type TextKind, textKinds } from '@docket/router';
import { z } from 'zod';
import { type Components, named, type Schema } from './document-schemas.ts';

/** What becomes of a text, as far as no JSON Schema can say it. */
const RULES: Partial<Record<TextKind, string>> = {
  prose: 'May have several lines',
  line: 'One line; white space around it is dropped',
  name: 'One line, kept in the form NFC of Unicode; white space around it is dropped',
  time: 'In any form of RFC 3339, kept in UTC with milliseconds',
};

const ADDRESSES: Record<string, string> = {
  email: 'White space around it is dropped; kept in lower case, with its domain in ASCII',
  uri: 'Begins with http:// or https://',
};

/** The JSON Schema of an input, where the description of each text says what becomes of it. */
export function withTextRules(field: Schema, input: z.core.$ZodType, schemas: Components['schemas']): Schema {
  if (input instanceof z.ZodOptional || input instanceof z.ZodNullable || input instanceof z.ZodDefault) {
    return withTextRules(field, input.def.innerType, schemas);
  }
  if (input instanceof z.ZodArray) {
    return field.items ? { ...field, items: withTextRules(field.items, input.element, schemas) } : field;
  }
  if (input instanceof z.ZodObject) return ofObject(field, input, schemas);
  const kind = textKinds.get(input)?.kind;
  const rule = kind === 'address' ? ADDRESSES[field.format ?? ''] : kind && RULES[kind];
  return rule === undefined ? field : { ...field, description: sentences(field.description, rule) };
}

function ofObject(field: Schema, input: z.ZodObject, schemas: Components['schemas']): Schema {
  const target = named(field, schemas);
  if (field.$ref && target) {
    const name = field.$ref.replace('#/components/schemas/', '');
    schemas[name] = withTextRules(target, input, schemas) as (typeof schemas)[string];
    return field;
  }
  const described = Object.entries(field.properties ?? {}).map(([name, property]) => {
    const inner = input.shape[name];
    return [name, inner ? withTextRules(property, inner, schemas) : property] as const;
  });
  return { ...field, properties: Object.fromEntries(described) };
}

/** A schema that two inputs have says it once. */
function sentences(description: string | undefined, rule: string): string {
  if (!description) return rule;
  return description.endsWith(rule) ? description : `${description}. ${rule}`;
}
