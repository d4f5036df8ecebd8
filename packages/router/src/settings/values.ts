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

const UNITS = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const;

/** A size, such as `25MB`, in bytes. A KB is 1,024 bytes. */
export const byteSize = z
  .string()
  .regex(/^\d{1,12} ?([KMGT]?B)?$/i, 'must be a size, such as 25MB or 2GB')
  .transform((value) => {
    const [, number, unit = 'B'] = /^(\d+) ?(\w+)?$/.exec(value) ?? [];
    return Number(number) * (UNITS[unit.toUpperCase() as keyof typeof UNITS] ?? 1);
  })
  .pipe(z.number().min(1, 'must be at least 1 byte').max(Number.MAX_SAFE_INTEGER, 'is too large'));
