import { z } from 'zod';
import { kept } from '../../core/schema.ts';
import { email, exampleUser, GetUser, newPassword, UserSummary } from '../user/schema.ts';

export const InviteUser = z
  .object({
    ...GetUser.shape,
    email: email.describe('Where the invitation is mailed to; the address of the account then'),
  })
  .meta({
    id: 'InviteUser',
    description: 'The address of a person who is invited',
    examples: [{ email: 'ada@example.org' }],
  });
export type InviteUser = z.output<typeof InviteUser>;

export const Invitation = z.object({ user: UserSummary, email: z.string().describe('Where it is mailed to') }).meta({
  id: 'Invitation',
  description: 'An invitation that is mailed',
  examples: [{ user: exampleUser, email: 'ada@example.org' }],
});
export type Invitation = z.output<typeof Invitation>;

export const AcceptInvitation = z
  .object({ token: kept(1, 200).describe('From the mail; used up by this'), password: newPassword })
  .meta({
    id: 'AcceptInvitation',
    description: 'A mailed token and the password of the account',
    examples: [{ token: 'dki_Zk3…', password: 'analytical engine' }],
  });
export type AcceptInvitation = z.output<typeof AcceptInvitation>;
