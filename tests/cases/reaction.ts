import type { Facts } from '@docket/kit/world';
import { type Cases, NOWHERE, usersOnly } from './row.ts';

const changed = [['reaction.changed', 'issue']] as const;
const toComment = ({ comment: { id } }: Facts) => ({ id, name: 'rocket' as const });

export const reaction: Cases<'reaction'> = {
  add: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: { id: '1', name: 'heart' }, events: changed }],
    fails: [
      { as: 'bob', input: { id: '1', name: 'love' }, code: 'validation_failed' },
      { as: 'bob', input: { id: '99', name: 'heart' }, code: 'issue_not_found' },
    ],
  },
  remove: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [
      { as: 'ada', input: { id: '1', name: 'eyes' }, events: changed },
      { as: 'bob', input: { id: '1', name: 'heart' } },
    ],
    fails: [{ as: 'bob', input: { id: '99', name: 'heart' }, code: 'issue_not_found' }],
  },
  addToComment: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: toComment, events: changed }],
    fails: [{ as: 'bob', input: { id: NOWHERE, name: 'heart' }, code: 'comment_not_found' }],
  },
  removeFromComment: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: toComment }],
    fails: [{ as: 'bob', input: { id: NOWHERE, name: 'heart' }, code: 'comment_not_found' }],
  },
};
