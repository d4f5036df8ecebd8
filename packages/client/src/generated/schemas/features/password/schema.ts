// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { kept } from '../../core/schema.ts';
import { currentPassword, email, newPassword } from '../user/schema.ts';

export const ChangePassword = /* @__PURE__ */ (() => (z.object({ current_password: currentPassword, new_password: newPassword })))();

export const ForgotPassword = /* @__PURE__ */ (() => (z.object({ email })))();

export const ResetPassword = /* @__PURE__ */ (() => (z
  .object({ token: kept(1, 200), new_password: newPassword })))();

export type ChangePassword = z.output<typeof ChangePassword>;

export type ForgotPassword = z.output<typeof ForgotPassword>;

export type ResetPassword = z.output<typeof ResetPassword>;
