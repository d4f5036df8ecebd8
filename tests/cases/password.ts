import { TEST_PASSWORD } from '@docket/kit/docket';
import { type Cases, everyone, usersOnly } from './row.ts';

const new_password = 'difference engine';

export const password: Cases<'password'> = {
  change: {
    may: usersOnly,
    scope: null,
    succeeds: [
      {
        as: 'ada',
        input: { current_password: TEST_PASSWORD, new_password },
        events: [['user.password_changed', 'ada']],
      },
    ],
    fails: [
      { as: 'ada', input: { current_password: 'wrong', new_password }, code: 'wrong_password' },
      { as: 'ada', input: { current_password: TEST_PASSWORD, new_password: 'short' }, code: 'validation_failed' },
      { as: 'anonymous', input: { current_password: TEST_PASSWORD, new_password }, code: 'unauthenticated' },
    ],
    // One that works would make the tokens of the attack worthless.
    attack: () => ({ current_password: 'not the current one', new_password }),
  },
  forgot: {
    may: everyone,
    succeeds: [
      { as: 'anonymous', input: { email: 'ADA@example.org' } },
      { as: 'anonymous', input: { email: 'nobody@example.org' } },
    ],
    fails: [{ as: 'anonymous', input: { email: 'nobody' }, code: 'validation_failed' }],
  },
  reset: {
    may: everyone,
    succeeds: [
      {
        as: 'anonymous',
        input: ({ reset_token: token }) => ({ token, new_password }),
        events: [['user.password_reset', 'ada']],
      },
    ],
    fails: [
      { as: 'anonymous', input: { token: 'dkp_made-up', new_password }, code: 'invalid_reset_token' },
      { as: 'anonymous', input: { token: 'dkp_made-up', new_password: 'short' }, code: 'validation_failed' },
    ],
    // Each token is good for one use.
    attack: () => ({ token: 'dkp_made-up', new_password }),
  },
};
