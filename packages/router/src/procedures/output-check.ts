import { z } from 'zod';

/** Whether the schema takes this value, and would give back an equal one. False also means: ask zod. */
export type IsExact = (value: unknown) => boolean;

/**
 * Makes the check of an output: it gives back what the schema does, without the fields that the schema does not name.
 *
 * The check throws Error for an output that does not fit, which is a fault of ours.
 */
export function outputCheck(schema: z.ZodType): (output: unknown) => unknown {
  const isExact = exactnessOf(schema);
  return (output) => {
    if (isExact?.(output)) return output;
    const { data, error } = schema.safeParse(output);
    if (error) throw new Error('The output does not fit its schema', { cause: error });
    return data;
  };
}

/**
 * Spares most outputs zod's parse, which copies them field by field: garbage for each answer (docs/decisions/22).
 * Fields that the schema does not name make a value inexact, since zod takes them out.
 *
 * It knows the schemas that rows are made of. Undefined for one with any part that it does not know, such as
 * a transform or a refinement.
 */
export function exactnessOf(schema: z.core.$ZodType): IsExact | undefined {
  if (!made.has(schema)) {
    made.set(schema, undefined);
    made.set(schema, makeExactness(schema));
  }
  return made.get(schema);
}

/** A schema that contains itself finds itself unknown here while it is made, so it is left to zod. */
const made = new WeakMap<z.core.$ZodType, IsExact | undefined>();

function makeExactness(schema: z.core.$ZodType): IsExact | undefined {
  if (schema instanceof z.ZodUUID || schema instanceof z.ZodISODateTime) return textExactness(schema.def);
  if (schema instanceof z.ZodString) return textExactness(schema.def);
  if (schema instanceof z.ZodNumber) return integerExactness(schema);
  if (schema._zod.def.checks?.length) return undefined;
  if (schema instanceof z.ZodObject) return objectExactness(schema);
  if (schema instanceof z.ZodArray) return arrayExactness(schema);
  if (schema instanceof z.ZodNullable) return except(null, schema);
  if (schema instanceof z.ZodOptional) return except(undefined, schema);
  return valueExactness(schema);
}

function valueExactness(schema: z.core.$ZodType): IsExact | undefined {
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return oneOf(schema._zod.values);
  if (schema instanceof z.ZodBoolean && !schema.def.coerce) return (value) => typeof value === 'boolean';
  return undefined;
}

/** Whole numbers, with or without bounds. */
function integerExactness({ format, def }: z.ZodNumber): IsExact | undefined {
  const bounds = (def.checks ?? []).map(({ _zod }) => _zod.def as Bound);
  if (format !== 'safeint' || bounds.some(({ check, inclusive }) => !BOUNDS.includes(check) || !inclusive))
    return undefined;
  const isWithin = (value: number) =>
    bounds.every((bound) =>
      bound.check === 'less_than' ? value <= Number(bound.value) : value >= Number(bound.value),
    );
  return (value) => Number.isSafeInteger(value) && isWithin(value as number); // as it is a safe integer
}

type Bound = z.core.$ZodCheckLessThanDef | z.core.$ZodCheckGreaterThanDef;

const BOUNDS = ['less_than', 'greater_than'];

/** A set that has `undefined` would also take a field that is missing, which zod may refuse: leave it to zod. */
function oneOf(values: Set<unknown>): IsExact | undefined {
  return values.has(undefined) ? undefined : (value) => values.has(value);
}

function objectExactness(schema: z.ZodObject): IsExact | undefined {
  if (schema.def.catchall) return undefined; // strict and loose ones
  const checks = new Map<string, IsExact>();
  for (const [name, field] of Object.entries(schema.shape)) {
    const isExact = exactnessOf(field);
    if (!isExact) return undefined;
    checks.set(name, isExact);
  }
  return generated(checks);
}

/**
 * A check written out for these fields, as zod and Fastify write theirs: with names in the code, V8 knows where each
 * field is.
 */
function generated(checks: Map<string, IsExact>): IsExact {
  const names = [...checks.keys()].map((name) => JSON.stringify(name));
  const optional = [...checks].filter(([, isExact]) => isExact(undefined)).map(([name]) => JSON.stringify(name));
  const body = `return (value) => {
    if (!isPlain(value)) return false;
    ${names.map((name, at) => `if (!check${at}(value[${name}])) return false;`).join('\n')}
    let unknown = ${optional.length - names.length}; // all others are there, as their checks refuse undefined
    ${optional.map((name) => `if (Object.hasOwn(value, ${name})) unknown -= 1;`).join('\n')}
    for (const _ in value) unknown += 1;
    return unknown === 0;
  };`;
  const make = new Function('isPlain', ...names.map((_, at) => `check${at}`), body);
  return make(isPlain, ...checks.values()) as IsExact; // as `body` has it
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function arrayExactness({ element }: z.ZodArray): IsExact | undefined {
  const isExact = exactnessOf(element);
  return isExact && ((value) => Array.isArray(value) && isEach(value, isExact));
}

/** Unlike `every`, it does not leave out holes. */
function isEach(items: unknown[], isExact: IsExact): boolean {
  for (const item of items) if (!isExact(item)) return false;
  return true;
}

function except(exception: null | undefined, { def }: z.ZodNullable | z.ZodOptional): IsExact | undefined {
  const isExact = exactnessOf(def.innerType);
  return isExact && ((value) => value === exception || isExact(value));
}

type TextDefinition = z.core.$ZodStringDef & { pattern?: RegExp | undefined };

/** A conversion such as `toLowerCase` is known, and may find nothing to do; any other check is not. */
function textExactness({ checks = [], coerce, pattern }: TextDefinition): IsExact | undefined {
  const conversions = checks.flatMap((check) => (check instanceof z.core.$ZodCheckOverwrite ? check._zod.def.tx : []));
  if (coerce || conversions.length < checks.length) return undefined;
  return (value) => typeof value === 'string' && (!pattern || pattern.test(value)) && isKept(value, conversions);
}

function isKept(text: string, conversions: ((text: unknown) => unknown)[]): boolean {
  for (const convert of conversions) if (convert(text) !== text) return false;
  return true;
}
