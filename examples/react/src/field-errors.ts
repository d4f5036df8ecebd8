import { isDocketError } from '@docket/client';
import { z } from 'zod';

export type FieldErrors = Partial<Record<string, string>>;

/**
 * What is wrong with each field of a form, by its name, whether a schema says so in the browser or Docket does, which
 * knows more: names that are taken, labels that are not there. Undefined for an error that is not about fields.
 */
export function fieldErrorsOf(error: unknown): FieldErrors | undefined {
  const issues = issuesOf(error);
  if (!issues) return undefined;
  return Object.fromEntries(issues.map(({ path, message }) => [path.split('.', 1)[0] ?? '', message]));
}

function issuesOf(error: unknown): { path: string; message: string }[] | null | undefined {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  }
  return isDocketError(error) ? error.data.errors : undefined;
}
