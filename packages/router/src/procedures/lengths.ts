import { z } from 'zod';
import { textKinds } from '../core/schema.ts';
import type { Settings } from '../settings/settings.ts';

/** The settings that say how long a text may be. */
export type Lengths = Partial<Pick<Settings, 'ISSUE_DESCRIPTION_MAX'>>;

/** An input with the lengths that the settings give to its texts; the same schema where they change none. */
export function withLengths<S extends z.ZodType>(schema: S, settings: Lengths): S {
  if (!(schema instanceof z.ZodObject)) return schema;
  const raised = Object.entries(schema.shape).flatMap(([name, field]) => {
    const longer = withLength(field as z.ZodType, settings);
    return longer ? [[name, longer] as const] : [];
  });
  if (raised.length === 0) return schema;
  const extended = schema.extend(Object.fromEntries(raised));
  return extended.meta(schema.meta() ?? {}) as z.ZodType as S; // the same fields, of the same types
}

function withLength(field: z.ZodType, settings: Lengths): z.ZodType | undefined {
  if (field instanceof z.ZodOptional) return withLength(field.unwrap() as z.ZodType, settings)?.optional();
  const setting = textKinds.get(field)?.raisedBy;
  const most = setting && settings[setting];
  if (most === undefined || !(field instanceof z.ZodString) || field.maxLength === most) return undefined;
  const others = field.def.checks?.filter((check) => check._zod.def.check !== 'max_length') ?? [];
  return field.clone({ ...field.def, checks: [z.maxLength(most), ...others] }, { parent: true });
}
