import { DatabaseError, describeError, SettingsError } from '@docket/router';
import { plain } from './io.ts';

/** An expected failure: `message` is shown as it is. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/**
 * What went wrong, line by line, for a terminal. Unlike a caller of the API, its user sees the message of an unexpected
 * error, and with `debug` its stack.
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
 * Removes user, password and query from addresses of PostgreSQL. A password that was typed unescaped may contain `@` and
 * `?`: the host is what follows the last `@`, and where it is not sure which is which, nothing is shown.
 */
export function withoutPasswords(text: string): string {
  const address = /\b(postgres(?:ql)?:(?:\/\/)?)([^\n]*?)(?=\s(?:to\s)?postgres(?:ql)?:|$)/gim;
  return text.replace(address, (_, scheme: string, rest: string) => scheme + withoutSecrets(rest));
}

function withoutSecrets(address: string): string {
  const [, login = '', rest = ''] = /^(.*@)?(.*)$/.exec(address) ?? [];
  return login.includes('?') ? '…' : rest.replace(/\?[^\s'"]*/, '');
}
