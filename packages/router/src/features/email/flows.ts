import type { FlowContext } from '../../core/context.ts';
import { setEmail } from '../user/commands.ts';
import { useConfirmation } from './commands.ts';
import type { ConfirmEmail } from './schema.ts';

/**
 * Gives the account of a mailed token the address that it was mailed to. Nobody is signed in here: that a mail was
 * read is all that we know.
 *
 * @throws AppError `rate_limited`, `invalid_confirmation`, `email_taken`
 */
export async function confirmEmail(ctx: FlowContext, { token }: ConfirmEmail): Promise<null> {
  const { at } = ctx;
  await ctx.limits.countSignup(ctx);
  await ctx.db.write(async (db) => {
    const confirmed = await useConfirmation(db, { token, at });
    await setEmail(db, confirmed, { actor: { kind: 'anonymous' }, at });
  });
  return null;
}
