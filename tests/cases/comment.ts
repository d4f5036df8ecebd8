import type { Facts } from '@docket/kit/world';
import { adminsOnly, type Cases, NOWHERE, ownerOrAdmin, signedIn, usersOnly } from './row.ts';

export const comment: Cases<'comment'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: { issue_id: '1' } }],
    fails: [{ as: 'bob', input: { issue_id: '2' }, code: 'issue_not_found' }],
  },
  create: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [{ as: 'bob', input: { issue_id: '1', body: 'Here too' }, events: [['comment.created', 'issue']] }],
    fails: [
      { as: 'bob', input: { issue_id: '1', body: '' }, code: 'validation_failed' },
      { as: 'bob', input: { issue_id: '2', body: 'Here too' }, code: 'issue_not_found' },
    ],
  },
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: ({ comment: { id } }) => ({ id }) }],
    fails: [{ as: 'bob', input: { id: NOWHERE }, code: 'comment_not_found' }],
  },
  update: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: ({ comment: { id } }) => ({ id, body: 'Not any more' }),
        events: [['comment.updated', 'issue']],
      },
    ],
    fails: [
      { as: 'bob', input: ({ comment: { id } }: Facts) => ({ id, body: 'x' }), code: 'forbidden' },
      { as: 'ada', input: { id: NOWHERE, body: 'x' }, code: 'comment_not_found' },
    ],
  },
  redact: {
    may: adminsOnly,
    scope: 'admin',
    succeeds: [{ as: 'root', input: ({ comment: { id } }) => ({ id }), events: [['comment.redacted', 'issue']] }],
    fails: [{ as: 'root', input: { id: NOWHERE }, code: 'comment_not_found' }],
  },
  delete: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'root', input: ({ comment: { id } }) => ({ id }), events: [['comment.deleted', 'issue']] }],
    fails: [{ as: 'root', input: { id: NOWHERE }, code: 'comment_not_found' }],
  },
};
