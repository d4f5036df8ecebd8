import { type Cases, NOWHERE, signedIn } from './row.ts';

export const event: Cases<'event'> = {
  get: {
    may: signedIn,
    scope: 'issues:read',
    succeeds: [{ as: 'bob', input: ({ event: { id } }) => ({ id }) }],
    fails: [
      { as: 'bob', input: { id: NOWHERE }, code: 'event_not_found' },
      { as: 'bob', input: { id: '1' }, code: 'validation_failed' },
    ],
  },
};
