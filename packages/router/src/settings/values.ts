import { z } from 'zod';

// What several settings are, as they stand in the environment.

export const truth = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));
