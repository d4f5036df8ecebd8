import { createHash } from 'node:crypto';
import { AppError } from './errors.ts';

/**
 * The same text for the same value, in whatever order its fields are.
 *
 * @throws AppError `malformed_request` for a value that is nested too deeply
 */
export function canonicalJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_name, inner: unknown) => (isFields(inner) ? sorted(inner) : inner));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // V8 runs out of stack
    throw new AppError('malformed_request', { detail: 'The input is nested too deeply', cause: error });
  }
}

/** Tells a content from others: SHA-256 of its canonical JSON, in hex. */
export function hashContent(content: object): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(fields: object): object {
  return Object.fromEntries(Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1)));
}
