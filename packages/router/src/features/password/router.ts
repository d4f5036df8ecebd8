import { z } from 'zod';
import { anyone, ownAccount } from '../../procedures/access.ts';
import { flow } from '../../procedures/procedure.ts';
import { AccessToken } from '../auth/schema.ts';
import { changePassword, forgotPassword, resetPassword } from './flows.ts';
import { ChangePassword, ForgotPassword, ResetPassword } from './schema.ts';

export const password = {
  change: flow({
    access: ownAccount,
    route: 'POST /auth/password',
    tag: 'Auth',
    operationId: 'changePassword',
    summary: 'Change your password',
    description:
      'Ends all other sessions. This one goes on with the access token of the answer; those before it are refused.',
    errors: ['wrong_password', 'user_required'],
    input: ChangePassword,
    output: AccessToken,
    run: changePassword,
  }),

  forgot: flow({
    access: anyone,
    route: 'POST /auth/forgot-password',
    tag: 'Auth',
    operationId: 'forgotPassword',
    summary: 'Ask for a new password',
    description:
      'Mails a link and a token that sets a new password, good for one hour and one use. The answer is the same whether the address has an account or not.',
    status: 204,
    input: ForgotPassword,
    output: z.null(),
    run: forgotPassword,
  }),

  reset: flow({
    access: anyone,
    route: 'POST /auth/reset-password',
    tag: 'Auth',
    operationId: 'resetPassword',
    summary: 'Set a new password with a mailed token',
    description: 'Ends all sessions and API tokens of the user.',
    status: 204,
    errors: ['invalid_reset_token'],
    input: ResetPassword,
    output: z.null(),
    run: resetPassword,
  }),
};
