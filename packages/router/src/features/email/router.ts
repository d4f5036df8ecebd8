import { z } from 'zod';
import { anyone } from '../../procedures/access.ts';
import { flow } from '../../procedures/procedure.ts';
import { confirmEmail } from './flows.ts';
import { ConfirmEmail } from './schema.ts';

export const email = {
  confirm: flow({
    access: anyone,
    route: 'POST /auth/confirm-email',
    tag: 'Auth',
    operationId: 'confirmEmail',
    summary: 'Confirm an email address with a mailed token',
    description:
      'Makes the address that the token was mailed to that of the account, which works from then on. A token is good for a day and one use.',
    status: 204,
    errors: ['invalid_confirmation', 'email_taken'],
    input: ConfirmEmail,
    output: z.null(),
    run: confirmEmail,
  }),
};
