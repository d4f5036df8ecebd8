import type { ErrorDescription } from '@docket/router';

/** An expected failure: `message` is shown as it is. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/** The command was called wrongly. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What a server elsewhere answered instead of a result. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly description: ErrorDescription & { request_id?: string };

  constructor(description: Refusal['description']) {
    super(description.detail);
    this.description = description;
  }
}

/** Of a refused call, on this machine or from a server; the router, which has the class, takes long to load. */
export function codeOf(error: unknown): unknown {
  if (error instanceof Refusal) return error.description.code;
  return error instanceof Error && 'reason' in error ? error.reason : undefined;
}

/** Which fields a refused call names, and why; the same holds. */
export function fieldsOf(error: unknown): { path: string; message: string }[] {
  const refused: unknown = error instanceof Refusal ? error.description : error;
  const isNamed = typeof refused === 'object' && refused !== null && 'errors' in refused;
  return isNamed && Array.isArray(refused.errors) ? refused.errors : [];
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
