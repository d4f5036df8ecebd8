import { type Cases, everyone, NOWHERE, signedIn, usersOnly } from './row.ts';

const FORGED = `dku_${'0'.repeat(32)}_${'x'.repeat(43)}`;

export const watch: Cases<'watch'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'ada', input: { id: '1' } }],
    fails: [{ as: 'bob', input: { id: '99' }, code: 'issue_not_found' }],
  },
  get: {
    may: usersOnly,
    scope: 'issues:read',
    succeeds: [
      { as: 'ada', input: { id: '1' } },
      { as: 'bob', input: { id: '1' } },
    ],
    fails: [{ as: 'bob', input: { id: '99' }, code: 'issue_not_found' }],
  },
  set: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [{ as: 'bob', input: { id: '1' } }],
    fails: [{ as: 'bob', input: { id: '99' }, code: 'issue_not_found' }],
  },
  remove: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: { id: '1' } }],
    fails: [{ as: 'bob', input: { id: '99' }, code: 'issue_not_found' }],
  },
  unsubscribe: {
    may: everyone,
    succeeds: [{ as: 'anonymous', input: ({ unsubscribe_token: token }) => ({ token }) }],
    fails: [
      { as: 'anonymous', input: { token: FORGED }, code: 'invalid_unsubscribe_token' },
      { as: 'anonymous', input: { token: NOWHERE }, code: 'validation_failed' },
    ],
  },
};
