import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { AppError, validationIssues } from '../core/errors.ts';
import type { Settings } from '../settings/settings.ts';
import { withLengths } from './lengths.ts';

type Fields = Record<string, unknown>;

type Given = {
  settings: Settings;
  /** Reads what an update is about, as callers get it; undefined when it is not there. */
  readStored?: ((parsed: unknown) => Promise<unknown>) | undefined;
};

/** Makes what an input came as into what its schema says. */
export type ParseInput = (input: unknown, given: Given) => Promise<unknown>;

/**
 * Makes the parser of an input. Two rules hold for every procedure: null in a field that may be left out and cannot be
 * null is as good as left out, and so is a value of an update that is the stored one, whatever the limits are by now.
 *
 * The parser throws AppError `validation_failed`, or any other error when the schema cannot be parsed at once.
 */
export function parserOf(schema: z.ZodType): ParseInput {
  const optional = fieldsOf(schema).filter(([, field]) => field.isOptional());
  const notNull = optional.filter(([, field]) => !field.isNullable()).map(([name]) => name);
  const schemas = new WeakMap<Settings, z.ZodType>();
  const schemaFor = (settings: Settings) => {
    const known = schemas.get(settings);
    if (known) return known;
    const raised = withLengths(schema, settings);
    schemas.set(settings, raised);
    return raised;
  };

  return async (input, { settings, readStored }) => {
    const raised = schemaFor(settings);
    const sent = withoutNulls(input, notNull);
    const result = raised.safeParse(sent);
    if (!readStored || !isFields(sent)) return dataOf(result);
    const altered = optional.flatMap(([name]) => {
      const isSent = Object.hasOwn(sent, name);
      return isSent && !isTakenAsSent(sent[name], outcomeOf(name, { result, schema: raised, sent })) ? name : [];
    });
    const others = altered.length > 0 && raised.safeParse(omit(sent, altered));
    if (!others || others.error) return dataOf(result);
    const stored = await readStored(others.data);
    const same = altered.filter((name) => isFields(stored) && isSame(sent[name], stored[name]));
    return dataOf(same.length > 0 ? raised.safeParse(omit(sent, same)) : result);
  };
}

function fieldsOf(schema: z.ZodType): [name: string, field: z.ZodType][] {
  return schema instanceof z.ZodObject ? (Object.entries(schema.shape) as [string, z.ZodType][]) : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutNulls(input: unknown, names: string[]): unknown {
  if (!isFields(input)) return input;
  const nulls = names.filter((name) => input[name] === null && Object.hasOwn(input, name));
  return nulls.length > 0 ? omit(input, nulls) : input;
}

function omit(fields: Fields, names: string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

type Result = z.ZodSafeParseResult<unknown>;

/** What became of a field, whatever became of the others. */
function outcomeOf(
  name: string,
  { result, schema, sent }: { result: Result; schema: z.ZodType; sent: Fields },
): Result {
  if (result.success) return { success: true, data: (result.data as Fields)[name] };
  const field = fieldsOf(schema).find(([one]) => one === name)?.[1];
  return field?.safeParse(sent[name]) ?? result;
}

/** Not so a text that was trimmed, for example. */
function isTakenAsSent(value: unknown, { success, data }: Result): boolean {
  return success && (typeof value !== 'string' || data === value);
}

/** Whether a value is what a caller got, or names it: a label by its name, a user by id or username. */
function isSame(sent: unknown, stored: unknown): boolean {
  if (Array.isArray(sent) && Array.isArray(stored)) {
    return sent.length === stored.length && sent.every((one, at) => isSame(one, stored[at]));
  }
  if (typeof sent !== 'string' || !isFields(stored)) return isDeepStrictEqual(sent, stored);
  return [stored['id'], stored['name'], stored['username']].includes(sent);
}

function dataOf({ data, error }: Result): unknown {
  if (error) throw new AppError('validation_failed', { errors: validationIssues(error) });
  return data;
}
