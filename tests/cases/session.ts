import type { Facts } from '@docket/kit/world';
import { type Cases, usersOnly } from './row.ts';

export const session: Cases<'session'> = {
  list: {
    may: usersOnly,
    scope: null,
    succeeds: [{ as: 'ada', input: { size: 5 } }],
    fails: [{ as: 'anonymous', input: {}, code: 'unauthenticated' }],
  },
  revoke: {
    may: { ...usersOnly, bob: 'session_not_found', root: 'session_not_found' },
    scope: null,
    succeeds: [{ as: 'ada', input: ({ session: { id } }) => ({ id }), events: [['session.ended', 'session']] }],
    fails: [{ as: 'bob', input: ({ session: { id } }: Facts) => ({ id }), code: 'session_not_found' }],
  },
};
