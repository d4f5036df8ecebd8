import type { Facts } from '@docket/kit/world';
import { type Cases, NOWHERE, ownerOrAdmin, signedIn, usersOnly } from './row.ts';

export const view: Cases<'view'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'ada', input: {} },
      { as: 'bob', input: { project: 'main', size: 1 } },
    ],
    fails: [
      { as: 'bob', input: { project: 'no key' }, code: 'validation_failed' },
      { as: 'anonymous', input: {}, code: 'unauthenticated' },
    ],
  },
  create: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: { name: 'Bugs', query: 'label:bug assignee:@me', sort: 'updated-desc', project: 'main' },
        events: [['view.created', 'new']],
      },
      { as: 'bob', input: { name: 'Mine', query: 'is:open', project: null } },
      { as: 'root', input: { name: 'All', query: 'is:open', is_shared: true }, events: [['view.created', 'new']] },
    ],
    fails: [
      { as: 'ada', input: { name: 'All', query: 'is:open', is_shared: true }, code: 'forbidden' },
      { as: 'ada', input: { name: 'Faulty', query: 'is:done' }, code: 'validation_failed' },
      { as: 'ada', input: { name: 'Nowhere', query: 'is:open', project: 'NOPE' }, code: 'validation_failed' },
    ],
  },
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: ({ view: { id } }) => ({ id }) }],
    fails: [{ as: 'bob', input: { id: NOWHERE }, code: 'view_not_found' }],
  },
  issues: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: ({ view: { id } }) => ({ id }) },
      { as: 'bob', input: ({ view: { id } }) => ({ id, priority: ['medium'], sort: 'number-asc', size: 1 }) },
    ],
    fails: [
      { as: 'bob', input: { id: NOWHERE }, code: 'view_not_found' },
      { as: 'bob', input: ({ view: { id } }: Facts) => ({ id, sort: 'title-asc' }), code: 'validation_failed' },
    ],
  },
  update: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: ({ view: { id } }) => ({ id, name: 'Crashes', query: 'crash is:open', sort: 'comments-desc' }),
        events: [['view.updated', 'view']],
      },
    ],
    fails: [
      { as: 'bob', input: ({ view: { id } }: Facts) => ({ id, name: 'Mine' }), code: 'forbidden' },
      { as: 'ada', input: ({ view: { id } }: Facts) => ({ id, query: 'is:done' }), code: 'validation_failed' },
      { as: 'ada', input: { id: NOWHERE, name: 'None' }, code: 'view_not_found' },
    ],
  },
  delete: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: ({ view: { id } }) => ({ id }), events: [['view.deleted', 'view']] }],
    fails: [
      { as: 'bob', input: ({ view: { id } }: Facts) => ({ id }), code: 'forbidden' },
      { as: 'ada', input: { id: NOWHERE }, code: 'view_not_found' },
    ],
  },
};
