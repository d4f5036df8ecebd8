import { z } from 'zod';
import { writes } from '../../procedures/bases.ts';
import { rest } from '../../procedures/meta.ts';
import { t } from '../../procedures/trpc.ts';
import { AccessToken } from '../auth/schema.ts';
import { changePassword, forgotPassword, resetPassword } from './flows.ts';
import { ChangePassword, ForgotPassword, ResetPassword } from './schema.ts';

const Auth = { tag: 'Auth' } as const;

export const passwordRouter = t.router({
  change: writes.byUser
    .meta(
      rest('POST /auth/password', {
        ...Auth,
        operationId: 'changePassword',
        summary: 'Change your password',
        description:
          'Ends all other sessions. This one goes on with the access token of the answer; those before it are refused.',
        errors: ['wrong_password', 'user_required'],
      }),
    )
    .input(ChangePassword)
    .output(AccessToken)
    .mutation(({ ctx, input }) => changePassword(ctx, input)),

  forgot: writes.public
    .meta(
      rest('POST /auth/forgot-password', {
        ...Auth,
        operationId: 'forgotPassword',
        summary: 'Ask for a new password',
        description:
          'Mails a link and a token that sets a new password, good for one hour and one use. The answer is the same whether the address has an account or not.',
        status: 204,
      }),
    )
    .input(ForgotPassword)
    .output(z.null())
    .mutation(({ ctx, input }) => forgotPassword(ctx, input)),

  reset: writes.public
    .meta(
      rest('POST /auth/reset-password', {
        ...Auth,
        operationId: 'resetPassword',
        summary: 'Set a new password with a mailed token',
        description: 'Ends all sessions of the user.',
        status: 204,
        errors: ['invalid_reset_token'],
      }),
    )
    .input(ResetPassword)
    .output(z.null())
    .mutation(({ ctx, input }) => resetPassword(ctx, input)),
});
