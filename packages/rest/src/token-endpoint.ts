import { AppError, type ErrorDescription } from '@docket/router';
import type { Binding } from './binding.ts';

/** Where OAuth 2 clients ask for tokens: they look in different places, and are told of the first. */
export const TOKEN_PATHS = ['/token', '/api/v1/token', '/api/v1/auth/token'];

/** What can be asked for there, by `grant_type`. */
export type Grants = ReadonlyMap<string, Binding>;

/** Other parameters of OAuth 2, such as `scope` and `client_id`, are ignored there, as RFC 6749, section 3.2, has it. */
export function grantsAmong(bindings: Binding[]): Grants {
  return new Map(
    bindings.flatMap((binding) => {
      const { grantType } = binding.procedure;
      return grantType && !binding.isAlias ? [[grantType, { ...binding, isLenient: true }] as const] : [];
    }),
  );
}

/**
 * What a body asks for: a login, when it does not say.
 *
 * @throws AppError `validation_failed`
 */
export function grantFor(body: unknown, grants: Grants): Binding {
  const { grant_type = 'password' } = (body ?? {}) as { grant_type?: unknown };
  const grant = typeof grant_type === 'string' ? grants.get(grant_type) : undefined;
  if (grant) return grant;
  const message = `Must be one of ${[...grants.keys()].join(', ')}`;
  throw new AppError('validation_failed', { errors: [{ path: 'grant_type', message, code: 'invalid_value' }] });
}

/** What an error says besides to OAuth 2 clients (RFC 6749, section 5.2). */
export function oauthError({ code, status, detail, errors }: ErrorDescription) {
  const isUnsupported = errors?.some(({ path }) => path === 'grant_type');
  return {
    error: isUnsupported ? 'unsupported_grant_type' : (GRANT_ERRORS[code] ?? errorByStatus(status)),
    // A quotation mark and a backslash must not stand there, nor anything but ASCII.
    error_description: detail.replace(/[^\x20-\x7e]|["\\]/g, "'"),
  };
}

const GRANT_ERRORS: Partial<Record<ErrorDescription['code'], string>> = {
  invalid_credentials: 'invalid_grant',
  login_inactive: 'invalid_grant',
  login_unconfirmed: 'invalid_grant',
  invalid_refresh_token: 'invalid_grant',
};

function errorByStatus(status: number): string {
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}
