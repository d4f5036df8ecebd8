import { z } from 'zod';
import { adminOnly, anyone } from '../../procedures/access.ts';
import { flow } from '../../procedures/procedure.ts';
import { acceptInvitation, inviteUser } from './flows.ts';
import { AcceptInvitation, Invitation, InviteUser } from './schema.ts';

export const invitation = {
  create: flow({
    access: adminOnly,
    route: 'POST /users/{id}/invitation',
    tag: 'Users',
    operationId: 'inviteUser',
    summary: 'Invite a person to an imported account',
    description:
      'Mails a link and a token by which a person sets a password and takes over an account that never had a login, such as one that came with an import. It is good for a week and one use; another invitation makes it worthless. Admins only.',
    status: 201,
    errors: ['user_not_found', 'not_invitable', 'email_taken', 'no_mail'],
    takesKey: true,
    input: InviteUser,
    output: Invitation,
    run: inviteUser,
  }),

  accept: flow({
    access: anyone,
    route: 'POST /auth/accept-invitation',
    tag: 'Auth',
    operationId: 'acceptInvitation',
    summary: 'Take over an account with a mailed token',
    description: 'The account has the address that the token was mailed to, and this password, from then on.',
    status: 204,
    errors: ['invalid_invitation', 'email_taken'],
    input: AcceptInvitation,
    output: z.null(),
    run: acceptInvitation,
  }),
};
