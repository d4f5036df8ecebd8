// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';

export function rawText(min: number, max: number) {
  return storable(z.string(), { min, max });
}

export function text(min: number, max: number) {
  return readable(z.string(), { min, max });
}

const CONTROL = /[^\P{Cc}\t\n\r]/u;

const SEGMENTER = /* @__PURE__ */ (() => (new Intl.Segmenter('en', { granularity: 'grapheme' })))();

export function countCharacters(given: string): number {
  return [...SEGMENTER.segment(given)].length;
}

export function prose(min: number, max: number) {
  return text(min, max).refine((value) => value.length < min || value.trim() !== '', { message: 'Must not be blank' });
}

export function line(min: number, max: number) {
  return storable(
    z
      .string()
      .trim()
      .regex(/^\P{Cc}*$/u, 'Must be one line, without control characters'),
    { min, max },
  );
}

export const uuid = /* @__PURE__ */ (() => (z.uuid().toLowerCase()))();

export const timestamp = /* @__PURE__ */ (() => (z.iso
  .datetime({ precision: 3 })))();

export const storableTime = /* @__PURE__ */ (() => (timestamp.refine((time) => !time.startsWith('0000'), 'Must not be in the year 0000')))();

const MAX_SIZE = 100;

const size = /* @__PURE__ */ (() => (z.int().min(1).max(MAX_SIZE)))();

export const pageInput = /* @__PURE__ */ (() => ({
  page: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1),
  size: size.optional(),
  limit: size.optional(),
  cursor: z
    .string()
    .max(400)
    .optional(),
}))();

type Lengths = { min: number; max: number };

type Text<S> = z.ZodType<string> & { min(length: number): S; max(length: number): S };

function storable<S extends Text<S>>(schema: S, { min, max }: Lengths): S {
  return schema.min(min).max(max).refine(isStorable, { message: 'Must be well-formed Unicode without NUL characters' });
}

export function readable<S extends Text<S>>(schema: S, { min, max }: Lengths): S {
  const message = 'Must be well-formed Unicode without control characters, but for tabs and ends of lines';
  return schema
    .min(min)
    .max(max)
    .refine((value) => isStorable(value) && !CONTROL.test(value), { message });
}

function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}
