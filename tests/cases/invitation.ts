import type { Facts } from '@docket/kit/world';
import { adminsOnly, type Cases, everyone, NOWHERE } from './row.ts';

const email = 'grace@example.org';
const password = 'compiling by hand';

export const invitation: Cases<'invitation'> = {
  create: {
    may: adminsOnly,
    scope: 'admin',
    succeeds: [
      { as: 'root', input: ({ newcomer }) => ({ id: newcomer.id, email }), events: [['user.invited', 'newcomer']] },
    ],
    fails: [
      { as: 'root', input: { id: NOWHERE, email }, code: 'user_not_found' },
      { as: 'root', input: ({ users }: Facts) => ({ id: users.bob.user.id, email }), code: 'not_invitable' },
      {
        as: 'root',
        input: ({ newcomer, users }: Facts) => ({ id: newcomer.id, email: users.ada.user.email }),
        code: 'email_taken',
      },
      { as: 'bob', input: ({ newcomer }: Facts) => ({ id: newcomer.id, email }), code: 'forbidden' },
    ],
  },
  accept: {
    may: everyone,
    succeeds: [
      {
        as: 'anonymous',
        input: ({ invite_token: token }) => ({ token, password }),
        events: [['user.joined', 'newcomer']],
      },
    ],
    fails: [
      { as: 'anonymous', input: { token: 'dki_made-up', password }, code: 'invalid_invitation' },
      { as: 'anonymous', input: { token: 'dki_made-up', password: 'short' }, code: 'validation_failed' },
    ],
    // Each token is good for one use.
    attack: () => ({ token: 'dki_made-up', password }),
  },
};
