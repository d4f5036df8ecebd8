import { z } from 'zod';

/** Text of a given length that every engine can store: no NUL, no half of a surrogate pair. */
export function text(min: number, max: number) {
  return z
    .string()
    .min(min)
    .max(max)
    .refine(isStorable, { message: 'Must be well-formed Unicode without NUL characters' });
}

/** One line of text, without white space around it. */
export function line(min: number, max: number) {
  return z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine(isStorable, { message: 'Must be well-formed Unicode without NUL characters' });
}

export const uuid = z.uuid().toLowerCase().describe('A UUID (version 7, so ids sort by time)');

export const timestamp = z.iso
  .datetime({ precision: 3 })
  .describe('A time in UTC with milliseconds (ISO 8601)')
  .meta({ examples: ['2026-01-31T09:30:00.000Z'] });

function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}
