// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { kept } from '../../core/schema.ts';
import { email, GetUser, newPassword } from '../user/schema.ts';

export const InviteUser = /* @__PURE__ */ (() => (z
  .object({
    ...GetUser.shape,
    email: email,
  })))();

export type InviteUser = z.output<typeof InviteUser>;

export const AcceptInvitation = /* @__PURE__ */ (() => (z
  .object({ token: kept(1, 200), password: newPassword })))();

export type AcceptInvitation = z.output<typeof AcceptInvitation>;
