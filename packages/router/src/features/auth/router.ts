import { z } from 'zod';
import { writes } from '../../procedures/bases.ts';
import { rest } from '../../procedures/meta.ts';
import { t } from '../../procedures/trpc.ts';
import { RegisterUser, User } from '../user/schema.ts';
import {
  login,
  logout,
  logoutAll,
  refresh,
  refreshCookieSession,
  register,
  startCookieSession,
} from './flows/login.ts';
import { REFRESH_COOKIE } from './flows/refresh-cookie.ts';
import { AccessToken, Credentials, RefreshInput, TokenPair } from './schema.ts';

const Auth = { tag: 'Auth' } as const;
const COOKIE = `\`${REFRESH_COOKIE}\` (in production \`__Host-${REFRESH_COOKIE}\`)`;

export const authRouter = t.router({
  register: writes.public
    .meta(
      rest('POST /auth/register', {
        ...Auth,
        operationId: 'register',
        summary: 'Register',
        description: 'Makes an account for oneself. Closed when REGISTRATION=closed.',
        errors: ['email_taken', 'username_taken', 'registration_closed'],
      }),
    )
    .input(RegisterUser)
    .output(User)
    .mutation(({ ctx, input }) => register(ctx, input)),

  login: writes.public
    .meta(
      rest('POST /auth/login', {
        ...Auth,
        operationId: 'login',
        summary: 'Log in',
        description: 'Begins a session. `POST /token` is the same, for OAuth 2 password clients.',
        aliases: [{ method: 'POST', path: '//token', operationId: 'token' }],
        form: true,
        errors: ['invalid_credentials', 'login_inactive'],
      }),
    )
    .input(Credentials)
    .output(TokenPair)
    .mutation(({ ctx, input }) => login(ctx, input)),

  refresh: writes.public
    .meta(
      rest('POST /auth/refresh', {
        ...Auth,
        operationId: 'refresh',
        summary: 'Refresh the tokens',
        description: 'Exchanges a refresh token for a new pair. A token that is used twice ends its session.',
        errors: ['invalid_refresh_token'],
      }),
    )
    .input(RefreshInput)
    .output(TokenPair)
    .mutation(({ ctx, input }) => refresh(ctx, input.refresh_token)),

  logout: writes.byUser
    .meta(
      rest('POST /auth/logout', {
        ...Auth,
        operationId: 'logout',
        summary: 'Log out',
        description: 'Ends this session: its access and refresh tokens stop working at once.',
        status: 204,
        errors: ['user_required', 'cross_site_request'],
      }),
    )
    .output(z.null())
    .mutation(({ ctx }) => logout(ctx)),

  logoutAll: writes.byUser
    .meta(
      rest('POST /auth/logout-all', {
        ...Auth,
        operationId: 'logoutAll',
        summary: 'Log out everywhere',
        description: 'Ends all your sessions, this one too. API tokens go on working.',
        status: 204,
        errors: ['cross_site_request', 'user_required'],
      }),
    )
    .output(z.null())
    .mutation(({ ctx }) => logoutAll(ctx)),

  startSession: writes.public
    .meta(
      rest('POST /auth/session', {
        ...Auth,
        operationId: 'startSession',
        summary: 'Log in with a cookie',
        description: `Begins a session whose refresh token is kept in the HttpOnly cookie ${COOKIE}. Pages may call this from the API's own origin and from CORS_ORIGINS.`,
        errors: ['invalid_credentials', 'login_inactive', 'cross_site_request'],
      }),
    )
    .input(Credentials)
    .output(AccessToken)
    .mutation(({ ctx, input }) => startCookieSession(ctx, input)),

  refreshSession: writes.public
    .meta(
      rest('POST /auth/session/refresh', {
        ...Auth,
        operationId: 'refreshSession',
        summary: 'Refresh a cookie session',
        description: `Answers with a new access token and renews the cookie ${COOKIE}.`,
        errors: ['invalid_refresh_token', 'cross_site_request'],
      }),
    )
    .output(AccessToken)
    .mutation(({ ctx }) => refreshCookieSession(ctx)),
});
