import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { unknownNames } from '../core/unknown-names.ts';
import type { Route } from './manifest.ts';

/**
 * For an update, what refuses an input with fields of which none is known: it would change nothing, and its caller would
 * take the answer for the changed thing. Undefined for what is no update.
 */
export function updateGuard(route: Route, schema: z.ZodType | undefined): ((input: unknown) => void) | undefined {
  if (!/^(PATCH|PUT) /.test(route) || !(schema instanceof z.ZodObject)) return undefined;
  const inPath = new Set([...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  const known = Object.keys(schema.shape).filter((name) => !inPath.has(name));
  return (input) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return;
    const sent = Object.keys(input).filter((name) => !inPath.has(name));
    if (sent.length === 0 || sent.some((name) => known.includes(name))) return;
    throw new AppError('validation_failed', { errors: unknownNames(sent, { known, code: 'unknown_field' }) });
  };
}
