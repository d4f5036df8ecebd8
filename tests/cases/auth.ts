import { TEST_PASSWORD as password } from '@docket/kit/docket';
import { type Cases, everyone, usersOnly } from './row.ts';

export const auth: Cases<'auth'> = {
  register: {
    may: everyone,
    succeeds: [
      {
        as: 'anonymous',
        input: { email: 'Eve@Example.org', password, username: 'eve' },
        events: [['user.created', 'new']],
      },
    ],
    fails: [
      { as: 'anonymous', input: { email: 'ADA@example.org', password }, code: 'email_taken' },
      { as: 'anonymous', input: { email: 'eve@example.org', password, username: 'ADA' }, code: 'username_taken' },
      { as: 'anonymous', input: { email: 'eve', password: 'short' }, code: 'validation_failed' },
    ],
    attack: ({ name: username }) => ({ email: `${username}@example.org`, password, username, first_name: 'Ada' }),
  },
  login: {
    may: everyone,
    succeeds: [{ as: 'anonymous', input: { username: 'root', password }, events: [['session.started', 'new']] }],
    fails: [
      { as: 'anonymous', input: { username: 'ada', password: 'wrong' }, code: 'invalid_credentials' },
      { as: 'anonymous', input: {}, code: 'validation_failed' },
    ],
  },
  refresh: {
    may: everyone,
    succeeds: [{ as: 'anonymous', input: ({ users }) => ({ refresh_token: users.ada.refresh_token }) }],
    fails: [{ as: 'anonymous', input: { refresh_token: 'dkr_made-up' }, code: 'invalid_refresh_token' }],
    attack: async ({ refresh_token }) => ({ refresh_token: await refresh_token() }),
  },
  logout: {
    may: usersOnly,
    scope: null,
    succeeds: [{ as: 'ada', events: [['session.ended', 'session']] }],
    fails: [{ as: 'anonymous', code: 'unauthenticated' }],
  },
  logoutAll: {
    may: usersOnly,
    scope: null,
    succeeds: [{ as: 'ada', events: [['user.logged_out_everywhere', 'ada']] }],
    fails: [{ as: 'anonymous', code: 'unauthenticated' }],
  },
  startSession: {
    may: everyone,
    succeeds: [{ as: 'anonymous', input: { username: 'root', password }, events: [['session.started', 'new']] }],
    fails: [{ as: 'anonymous', input: { username: 'nobody', password }, code: 'invalid_credentials' }],
  },
  refreshSession: {
    may: everyone,
    succeeds: [{ as: 'anonymous' }],
    fails: [{ as: 'anonymous', hasCookie: false, code: 'invalid_refresh_token' }],
  },
  readSession: {
    may: everyone,
    succeeds: [{ as: 'anonymous' }],
    fails: [{ as: 'anonymous', hasCookie: false, code: 'invalid_refresh_token' }],
  },
};
