import type { Facts } from '@docket/kit/world';
import { type Cases, NOWHERE, ownerOrAdmin, signedIn } from './row.ts';

const id = ({ milestone }: Facts) => ({ id: milestone.id });

export const milestone: Cases<'milestone'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: {} },
      { as: 'bob', input: { project: 'team', state: 'open' } },
    ],
    fails: [{ as: 'bob', input: { state: 'done' }, code: 'validation_failed' }],
  },
  create: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: { title: '2.0', description: 'The next one', due_on: '2027-02-28', project: 'WEB' },
        events: [['milestone.created', 'new']],
      },
    ],
    fails: [
      { as: 'bob', input: { title: '2.0' }, code: 'forbidden' },
      { as: 'ada', input: { title: '1.0', project: 'TEAM' }, code: 'milestone_taken' },
      { as: 'ada', input: { title: '2.0', project: 'NONE' }, code: 'validation_failed' },
      { as: 'ada', input: { title: '2.0', project: 'WEB', due_on: '2027-02-29' }, code: 'validation_failed' },
    ],
    attack: ({ name }) => ({ title: name }),
  },
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: id }],
    fails: [{ as: 'bob', input: { id: NOWHERE }, code: 'milestone_not_found' }],
  },
  update: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: (world: Facts) => ({ ...id(world), title: '1.1', due_on: '2027-02-28' }),
        events: [['milestone.updated', 'milestone']],
      },
    ],
    fails: [
      { as: 'bob', input: (world: Facts) => ({ ...id(world), title: '1.1' }), code: 'forbidden' },
      { as: 'root', input: { id: NOWHERE, title: '1.1' }, code: 'milestone_not_found' },
    ],
  },
  delete: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: id, events: [['milestone.deleted', 'milestone']] }],
    fails: [
      { as: 'bob', input: id, code: 'forbidden' },
      { as: 'root', input: { id: NOWHERE }, code: 'milestone_not_found' },
    ],
  },
};
