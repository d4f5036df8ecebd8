import type { Facts } from '@docket/kit/world';
import { type Cases, usersOnly } from './row.ts';

export const token: Cases<'token'> = {
  list: {
    may: usersOnly,
    scope: null,
    succeeds: [{ as: 'ada', input: {} }],
    fails: [{ as: 'anonymous', input: {}, code: 'unauthenticated' }],
  },
  create: {
    may: usersOnly,
    scope: null,
    succeeds: [
      {
        as: 'ada',
        input: { name: 'report', scopes: ['users:read', 'issues:read'], expires_in_days: 9 },
        events: [['token.created', 'new']],
      },
      {
        as: 'ada',
        input: { name: 'website', scopes: ['issues:write'], projects: ['web', 'MAIN'] },
        events: [['token.created', 'new']],
      },
    ],
    fails: [
      { as: 'ada', input: { name: 'report', scopes: ['issues:read'], projects: ['NONE'] }, code: 'validation_failed' },
      { as: 'root', input: { name: 'all', scopes: ['admin'], projects: ['MAIN'] }, code: 'validation_failed' },
      { as: 'ada', input: { name: 'report', scopes: ['admin'] }, code: 'validation_failed' },
      { as: 'ada', input: { name: '', scopes: ['everything'] }, code: 'validation_failed' },
    ],
  },
  revoke: {
    may: { ...usersOnly, bob: 'token_not_found', root: 'token_not_found' },
    scope: null,
    succeeds: [{ as: 'ada', input: ({ token: { id } }) => ({ id }), events: [['token.revoked', 'token']] }],
    fails: [{ as: 'bob', input: ({ token: { id } }: Facts) => ({ id }), code: 'token_not_found' }],
  },
};
