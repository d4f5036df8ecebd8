import { DatabaseError, describeError, SettingsError } from '@docket/router';
import { plain } from './io.ts';

/** A command could not do all that it was asked for. `message` is one line that names the remedy. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/**
 * What went wrong, line by line. Unlike a caller from elsewhere, the person at the terminal is told
 * what an unexpected error says, and with `debug` also where it arose.
 */
export function linesOfFailure(error: unknown, { debug }: { debug: boolean }): string[] {
  if (error instanceof CommandError || error instanceof SettingsError || error instanceof DatabaseError) {
    return error.message.split('\n');
  }
  const { code, detail, errors } = describeError(error);
  if (code === 'internal_error') return explainUnexpected(error, debug);
  if (!errors) return [detail];
  return errors.map(({ path, message }) => (path ? `${path}: ${message}` : message));
}

function explainUnexpected(error: unknown, debug: boolean): string[] {
  const { message, stack = message } = error instanceof Error ? error : { message: String(error) };
  if (debug) return [plain(message), stack];
  return [`${plain(message)} (unexpected: set DEBUG=true to see where it comes from)`];
}

/**
 * Addresses of databases without user and password, which stand before the last `@`, and without the
 * settings after a `?`, which can hold them too.
 */
export function withoutPasswords(text: string): string {
  return text.replace(/\b(postgres(?:ql)?:(?:\/\/)?)(?:[^\n]*@)?([^\s'"?]*)(\?[^\s'"]*)?/gi, '$1$2');
}
