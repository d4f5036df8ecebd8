import { type Cases, everyone } from './row.ts';

export const email: Cases<'email'> = {
  confirm: {
    may: everyone,
    succeeds: [
      { as: 'anonymous', input: ({ confirm_token: token }) => ({ token }), events: [['user.updated', 'ada']] },
    ],
    fails: [
      { as: 'anonymous', input: { token: 'dkc_made-up' }, code: 'invalid_confirmation' },
      { as: 'anonymous', input: { token: '' }, code: 'validation_failed' },
    ],
    // Each token is good for one use.
    attack: () => ({ token: 'dkc_made-up' }),
  },
};
