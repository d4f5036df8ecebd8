import type { Facts } from '@docket/kit/world';
import { type Cases, ownerOrAdmin, signedIn } from './row.ts';

const both = [
  ['relation.created', 'issue'],
  ['relation.created', 'related'],
] as const;

const other = ({ related }: Facts) => related.key.toLowerCase();

export const relation: Cases<'relation'> = {
  list: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [
      { as: 'bob', input: { id: '1' } },
      { as: 'bob', input: ({ related }: Facts) => ({ id: related.id, limit: 1 }) },
    ],
    fails: [{ as: 'bob', input: { id: '99' }, code: 'issue_not_found' }],
  },
  create: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      { as: 'ada', input: (world: Facts) => ({ id: '1', type: 'blocks', issue: other(world) }), events: both },
      { as: 'ada', input: ({ related }: Facts) => ({ id: '1', type: 'relates', issue: related.id }) },
    ],
    fails: [
      { as: 'bob', input: (world: Facts) => ({ id: '1', type: 'blocks', issue: other(world) }), code: 'forbidden' },
      { as: 'ada', input: { id: '99', type: 'relates', issue: '1' }, code: 'issue_not_found' },
      { as: 'ada', input: { id: '1', type: 'relates', issue: '99' }, code: 'validation_failed' },
      { as: 'ada', input: { id: '1', type: 'relates', issue: '1' }, code: 'validation_failed' },
      {
        as: 'ada',
        input: (world: Facts) => ({ id: '1', type: 'duplicated_by', issue: other(world) }),
        code: 'validation_failed',
      },
    ],
  },
  delete: {
    may: ownerOrAdmin,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: (world: Facts) => ({ id: '1', type: 'relates', other: other(world) }),
        events: [
          ['relation.deleted', 'issue'],
          ['relation.deleted', 'related'],
        ],
      },
      {
        as: 'ada',
        input: ({ related, issue }: Facts) => ({ id: related.id, type: 'relates', other: issue.id }),
        events: [
          ['relation.deleted', 'related'],
          ['relation.deleted', 'issue'],
        ],
      },
    ],
    fails: [
      { as: 'bob', input: (world: Facts) => ({ id: '1', type: 'relates', other: other(world) }), code: 'forbidden' },
      { as: 'ada', input: { id: '99', type: 'relates', other: '1' }, code: 'issue_not_found' },
      {
        as: 'ada',
        input: (world: Facts) => ({ id: '1', type: 'blocks', other: other(world) }),
        code: 'relation_not_found',
      },
      { as: 'ada', input: { id: '1', type: 'relates', other: '99' }, code: 'relation_not_found' },
    ],
  },
};
