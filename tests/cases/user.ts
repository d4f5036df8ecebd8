import { TEST_PASSWORD as password } from '@docket/kit/docket';
import type { Facts } from '@docket/kit/world';
import { adminsOnly, type Cases, NOWHERE, ownerOrAdmin, signedIn, usersOnly } from './row.ts';

export const user: Cases<'user'> = {
  list: {
    may: signedIn,
    scope: 'users:read',
    succeeds: [
      { as: 'ada', input: { is_active: true, size: 2 } },
      { as: 'ada', input: { q: 'BOB' } },
      { as: 'ada', input: { role: 'admin', q: 'root' } },
    ],
    fails: [
      { as: 'ada', input: { page: 0 }, code: 'validation_failed' },
      { as: 'anonymous', input: {}, code: 'unauthenticated' },
    ],
  },
  create: {
    may: adminsOnly,
    scope: 'admin',
    succeeds: [
      {
        as: 'root',
        input: { email: 'eve@example.org', password, first_name: 'Eve', role: 'admin' },
        events: [['user.created', 'new']],
      },
    ],
    fails: [
      { as: 'root', input: { email: 'ada@example.org', password }, code: 'email_taken' },
      { as: 'ada', input: { email: 'eve@example.org', password }, code: 'forbidden' },
    ],
    attack: ({ name: username }) => ({ email: `${username}@example.org`, password, username, role: 'user' }),
  },
  me: {
    may: usersOnly,
    scope: 'any',
    succeeds: [{ as: 'ada' }],
    fails: [{ as: 'anonymous', code: 'unauthenticated' }],
  },
  get: {
    may: signedIn,
    scope: 'users:read',
    succeeds: [{ as: 'ada', input: ({ users }) => ({ id: users.bob.user.id }) }],
    fails: [
      { as: 'ada', input: { id: NOWHERE }, code: 'user_not_found' },
      { as: 'ada', input: { id: 'bob' }, code: 'validation_failed' },
    ],
  },
  update: {
    may: ownerOrAdmin,
    scope: 'admin',
    succeeds: [
      {
        as: 'ada',
        input: ({ users }) => ({ id: users.ada.user.id, bio: 'Analyst', first_name: 'Ada', website: null }),
        events: [['user.updated', 'ada']],
      },
      { as: 'bob', input: { id: 'me', bio: 'Analyst' }, events: [['user.updated', 'bob']] },
      // The address waits to be confirmed.
      {
        as: 'ada',
        input: ({ users }) => ({ id: users.ada.user.id, email: 'next@example.org', current_password: password }),
      },
      {
        as: 'root',
        input: ({ users }) => ({ id: users.root.user.id, password: 'difference engine', current_password: password }),
        events: [['user.updated', 'root']],
      },
    ],
    fails: [
      { as: 'bob', input: ({ users }: Facts) => ({ id: users.ada.user.id, bio: '' }), code: 'forbidden' },
      {
        as: 'ada',
        input: ({ users }: Facts) => ({ id: users.ada.user.id, email: 'next@example.org' }),
        code: 'validation_failed',
      },
      {
        as: 'root',
        input: ({ users }: Facts) => ({ id: users.root.user.id, password, current_password: 'a guess' }),
        code: 'wrong_password',
      },
      { as: 'root', input: ({ users }: Facts) => ({ id: users.root.user.id, role: 'user' }), code: 'last_admin' },
    ],
  },
  delete: {
    may: adminsOnly,
    scope: 'admin',
    succeeds: [
      {
        as: 'root',
        input: ({ users }) => ({ id: users.ada.user.id }),
        events: [
          ['reaction.changed', 'issue'],
          ['user.deleted', 'ada'],
        ],
      },
    ],
    fails: [
      { as: 'root', input: { id: NOWHERE }, code: 'user_not_found' },
      { as: 'bob', input: ({ users }: Facts) => ({ id: users.ada.user.id }), code: 'forbidden' },
    ],
  },
};
