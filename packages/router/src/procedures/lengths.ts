import { z } from 'zod';
import { textKinds } from '../core/schema.ts';
import type { Settings } from '../settings/settings.ts';

/** The settings that say how long a text may be. */
export type Lengths = Partial<Pick<Settings, 'ISSUE_DESCRIPTION_MAX'>>;

/** What a character of a string takes in JSON at most: `\u00e9`. Zod counts UTF-16 code units, each of which is one of these. */
const BYTES_OF_CHARACTER = 6;

/** An input with the lengths that the settings give to its texts; the same schema where they change none. */
export function withLengths<S extends z.ZodType>(schema: S, settings: Lengths): S {
  const raised = changedFields(schema, settings).map(({ name, field, text, most }) => {
    const longer = withLength(text, most);
    return [name, wrappedAs(field, longer)] as const;
  });
  if (!(schema instanceof z.ZodObject) || raised.length === 0) return schema;
  const extended = schema.safeExtend(Object.fromEntries(raised));
  return extended.meta(schema.meta() ?? {}) as z.ZodType as S; // the same fields, of the same types
}

/** How many bytes the body of a request to this procedure may have: more than usual where the settings raise a length. */
export function bodyBytes(
  { maxBodyBytes, input }: { maxBodyBytes: number; input: z.ZodType | undefined },
  settings: Lengths,
): number {
  const added = input ? changedFields(input, settings).map(({ text, most }) => most - (text.maxLength ?? most)) : [];
  return added.reduce((sum, characters) => sum + Math.max(0, characters) * BYTES_OF_CHARACTER, maxBodyBytes);
}

type ChangedField = {
  name: string;
  field: z.ZodType;
  /** The field, without the wrappers of one that may be left out, or be null. */
  text: z.ZodString;
  /** The length that a setting gives to it. */
  most: number;
};

/** The texts of an input to which the settings give another length. */
function changedFields(schema: z.ZodType, settings: Lengths): ChangedField[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const text = unwrapped(field);
    if (!(text instanceof z.ZodString)) return [];
    const setting = textKinds.get(text)?.raisedBy;
    const most = setting && settings[setting];
    return most === undefined || text.maxLength === most ? [] : [{ name, field, text, most }];
  });
}

function unwrapped(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodOptional || field instanceof z.ZodNullable ? unwrapped(field.unwrap()) : field;
}

function wrappedAs(field: z.core.$ZodType, text: z.ZodType): z.ZodType {
  if (field instanceof z.ZodOptional) return wrappedAs(field.unwrap(), text).optional();
  return field instanceof z.ZodNullable ? wrappedAs(field.unwrap(), text).nullable() : text;
}

function withLength(text: z.ZodString, most: number): z.ZodString {
  const others = text.def.checks?.filter((check) => check._zod.def.check !== 'max_length') ?? [];
  return text.clone({ ...text.def, checks: [z.maxLength(most), ...others] }, { parent: true });
}
