import type { Facts } from '@docket/kit/world';
import { adminsOnly, type Cases, NOWHERE, signedIn } from './row.ts';

export const label: Cases<'label'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: {} },
      { as: 'bob', input: { project: 'WEB' } },
    ],
    fails: [{ as: 'anonymous', input: {}, code: 'unauthenticated' }],
  },
  create: {
    may: signedIn,
    scope: 'issues:write',
    succeeds: [
      { as: 'bob', input: { name: 'Good first issue', color: '#AABBCC' }, events: [['label.created', 'new']] },
      {
        as: 'ada',
        input: ({ project }: Facts) => ({ name: 'layout', project: project.id }),
        events: [['label.created', 'new']],
      },
    ],
    fails: [
      { as: 'bob', input: { name: 'BUG' }, code: 'label_taken' },
      { as: 'bob', input: { name: 'bug\u200b' }, code: 'validation_failed' },
      { as: 'bob', input: { name: 'x', color: 'red' }, code: 'validation_failed' },
      { as: 'bob', input: { name: 'x', project: 'WEB' }, code: 'forbidden' },
      { as: 'bob', input: { name: 'x', project: 'NONE' }, code: 'validation_failed' },
    ],
    attack: ({ name }) => ({ name, color: '#AABBCC' }),
  },
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: ({ label: { id } }) => ({ id }) }],
    fails: [{ as: 'bob', input: { id: NOWHERE }, code: 'label_not_found' }],
  },
  update: {
    may: adminsOnly,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'root',
        input: ({ label: { id } }) => ({ id, name: 'defect', color: '#123456' }),
        events: [['label.updated', 'label']],
      },
    ],
    fails: [
      { as: 'root', input: { id: NOWHERE, name: 'defect' }, code: 'label_not_found' },
      { as: 'bob', input: ({ label: { id } }: Facts) => ({ id, name: 'defect' }), code: 'forbidden' },
    ],
  },
  delete: {
    may: adminsOnly,
    scope: 'issues:write',
    // The issue that has it loses it.
    succeeds: [
      {
        as: 'root',
        input: ({ label: { id } }) => ({ id }),
        events: [
          ['issue.updated', 'issue'],
          ['label.deleted', 'label'],
        ],
      },
    ],
    fails: [{ as: 'root', input: { id: NOWHERE }, code: 'label_not_found' }],
  },
};
