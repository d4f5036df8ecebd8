import { z } from 'zod';

// What several settings are, as they stand in the environment.

export const truth = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

/** A list as JSON; environments have no lists. */
export const jsonList = (item: z.ZodType<string>, example: string) => {
  const message = `must be a JSON list, such as ["${example}"]`;
  return z
    .string()
    .transform((value, ctx) => {
      try {
        return JSON.parse(value) as unknown;
      } catch {
        ctx.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
    })
    .pipe(z.array(item, message));
};
