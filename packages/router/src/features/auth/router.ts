import { z } from 'zod';
import { anyone, ownAccount } from '../../procedures/access.ts';
import { flow } from '../../procedures/procedure.ts';
import { RegisterUser, User } from '../user/schema.ts';
import { readCookieSession, refreshCookieSession, startCookieSession } from './flows/cookie-session.ts';
import { login } from './flows/login.ts';
import { logout, logoutAll } from './flows/logout.ts';
import { refresh } from './flows/refresh.ts';
import { REFRESH_COOKIE } from './flows/refresh-cookie.ts';
import { register } from './flows/register.ts';
import { AccessToken, Credentials, RefreshInput, TokenPair } from './schema.ts';

const COOKIE = `\`${REFRESH_COOKIE}\` (on a port of its own \`${REFRESH_COOKIE}_PORT\`; in production with \`__Host-\` before it, or \`__Secure-\` where PUBLIC_URL has a path; COOKIE_NAME names another)`;

export const auth = {
  register: flow({
    access: anyone,
    route: 'POST /auth/register',
    tag: 'Auth',
    operationId: 'register',
    summary: 'Register',
    description:
      'Makes an account for oneself. Closed when REGISTRATION=closed. With VERIFY_EMAIL=true the account works once the address is confirmed by the mailed link.',
    errors: ['email_taken', 'username_taken', 'registration_closed'],
    input: RegisterUser,
    output: User,
    run: register,
  }),

  login: flow({
    access: anyone,
    route: 'POST /auth/login',
    tag: 'Auth',
    operationId: 'login',
    summary: 'Log in',
    description:
      'Begins a session. For OAuth 2 clients `POST /token` is the same (`/api/v1/token` and `/api/v1/auth/token`, too), and with `grant_type=refresh_token` it refreshes.',
    grantType: 'password',
    form: true,
    errors: ['invalid_credentials', 'login_inactive', 'login_unconfirmed'],
    input: Credentials,
    output: TokenPair,
    run: login,
  }),

  refresh: flow({
    access: anyone,
    route: 'POST /auth/refresh',
    tag: 'Auth',
    operationId: 'refresh',
    summary: 'Refresh the tokens',
    description:
      'Exchanges a refresh token for a new pair. A token that is used twice ends its session; within 10 seconds, when the answer was lost, it may be repeated.',
    grantType: 'refresh_token',
    errors: ['invalid_refresh_token'],
    input: RefreshInput,
    output: TokenPair,
    run: refresh,
  }),

  logout: flow({
    access: ownAccount,
    route: 'POST /auth/logout',
    tag: 'Auth',
    operationId: 'logout',
    summary: 'Log out',
    description: 'Ends this session: its access and refresh tokens stop working at once.',
    status: 204,
    errors: ['user_required', 'cross_site_request'],
    output: z.null(),
    run: logout,
  }),

  logoutAll: flow({
    access: ownAccount,
    route: 'POST /auth/logout-all',
    tag: 'Auth',
    operationId: 'logoutAll',
    summary: 'Log out everywhere',
    description: 'Ends all your sessions, this one too. API tokens go on working.',
    status: 204,
    errors: ['cross_site_request', 'user_required'],
    output: z.null(),
    run: logoutAll,
  }),

  startSession: flow({
    access: anyone,
    route: 'POST /auth/session',
    tag: 'Auth',
    operationId: 'startSession',
    summary: 'Log in with a cookie',
    description: `Begins a session whose refresh token is kept in the HttpOnly cookie ${COOKIE}. Pages may call this from the API's own origin and from CORS_ORIGINS.`,
    errors: ['invalid_credentials', 'login_inactive', 'login_unconfirmed', 'cross_site_request'],
    input: Credentials,
    output: AccessToken,
    run: startCookieSession,
  }),

  refreshSession: flow({
    access: anyone,
    route: 'POST /auth/session/refresh',
    tag: 'Auth',
    operationId: 'refreshSession',
    summary: 'Refresh a cookie session',
    description: `Answers with a new access token and renews the cookie ${COOKIE}.`,
    errors: ['invalid_refresh_token', 'cross_site_request'],
    output: AccessToken,
    run: refreshCookieSession,
  }),

  readSession: flow({
    access: anyone,
    route: 'POST /auth/session/read',
    tag: 'Auth',
    operationId: 'readSession',
    summary: 'Read in a cookie session',
    description: `For pages that are rendered on a server, with the cookie ${COOKIE} that the browser has sent along: answers with an access token that reads issues and users for a minute, and leaves the cookie as it is.`,
    errors: ['invalid_refresh_token', 'cross_site_request'],
    output: AccessToken,
    run: readCookieSession,
  }),
};
