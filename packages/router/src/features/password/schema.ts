import { z } from 'zod';
import { kept } from '../../core/schema.ts';
import { currentPassword, email, newPassword } from '../user/schema.ts';

export const ChangePassword = z.object({ current_password: currentPassword, new_password: newPassword }).meta({
  id: 'ChangePassword',
  description: 'The password of the account, and the one that takes its place',
  examples: [{ current_password: 'analytical engine', new_password: 'difference engine' }],
});

export const ForgotPassword = z.object({ email }).meta({
  id: 'ForgotPassword',
  description: 'Where the mail goes, if there is an account of this address',
  examples: [{ email: 'ada@example.org' }],
});

export const ResetPassword = z
  .object({ token: kept(1, 200).describe('From the mail; used up by this'), new_password: newPassword })
  .meta({
    id: 'ResetPassword',
    description: 'A mailed token and a new password',
    examples: [{ token: 'dkp_Zk3…', new_password: 'difference engine' }],
  });

export type ChangePassword = z.output<typeof ChangePassword>;
export type ForgotPassword = z.output<typeof ForgotPassword>;
export type ResetPassword = z.output<typeof ResetPassword>;
