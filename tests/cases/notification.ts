import type { Facts } from '@docket/kit/world';
import { type Cases, NOWHERE, usersOnly } from './row.ts';

export const notification: Cases<'notification'> = {
  list: {
    may: usersOnly,
    scope: 'issues:read',
    succeeds: [
      { as: 'ada', input: {} },
      { as: 'ada', input: { state: ['unread', 'done'], project: 'TEAM', size: 1 } },
      { as: 'bob', input: {} },
    ],
    fails: [{ as: 'ada', input: { state: ['new'] }, code: 'validation_failed' }],
  },
  update: {
    may: { ...usersOnly, bob: 'notification_not_found', root: 'notification_not_found' },
    scope: 'issues:write',
    succeeds: [{ as: 'ada', input: ({ notification: { id } }) => ({ id, state: 'read' }) }],
    fails: [
      { as: 'ada', input: { id: NOWHERE, state: 'read' }, code: 'notification_not_found' },
      { as: 'ada', input: ({ notification: { id } }: Facts) => ({ id, state: 'new' }), code: 'validation_failed' },
    ],
  },
  finish: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [
      { as: 'ada', input: { until: '2100-01-01T00:00:00Z' } },
      { as: 'ada', input: ({ notification: { id } }) => ({ ids: [id] }) },
      { as: 'bob', input: {} },
    ],
    fails: [{ as: 'ada', input: { ids: [] }, code: 'validation_failed' }],
  },
  getSettings: {
    may: usersOnly,
    scope: 'issues:read',
    succeeds: [{ as: 'ada' }],
    fails: [{ as: 'anonymous', code: 'unauthenticated' }],
  },
  updateSettings: {
    may: usersOnly,
    scope: 'issues:write',
    succeeds: [
      {
        as: 'ada',
        input: {
          level: 'mentions',
          levels: [{ project: 'TEAM', level: 'all' }],
          mail: 'weekly',
          time_zone: 'Asia/Kathmandu',
          digest_time: '07:30',
          quiet_hours: { from: '22:00', to: '06:00' },
        },
      },
      { as: 'ada', input: { levels: [{ project: 'TEAM', level: null }], quiet_hours: null } },
    ],
    fails: [
      { as: 'ada', input: { time_zone: 'Mars/Base' }, code: 'validation_failed' },
      { as: 'ada', input: { digest_time: '8 am' }, code: 'validation_failed' },
      { as: 'ada', input: { levels: [{ project: 'NOPE', level: 'all' }] }, code: 'validation_failed' },
    ],
  },
};
