import type { FlowContext } from '../../core/context.ts';
import { AppError } from '../../core/errors.ts';
import { readUnsubscribeToken } from '../../credentials/unsubscribe-token.ts';
import { turnMailOff } from '../notification/commands/settings.ts';
import { findUserRow } from '../user/queries.ts';
import { setWatch } from './commands/watch.ts';
import type { Unsubscribe, Unsubscribed } from './schema.ts';

/**
 * Does what the link in a mail is for, as often as it is asked for. Who is not there any more gets no mail anyway.
 *
 * @throws AppError `invalid_unsubscribe_token`
 */
export async function unsubscribe(ctx: FlowContext, { token }: Unsubscribe): Promise<Unsubscribed> {
  const { SECRET_KEY, ACCEPTED_SECRET_KEYS } = ctx.settings;
  const subscription = readUnsubscribeToken([SECRET_KEY, ...ACCEPTED_SECRET_KEYS], token);
  if (!subscription) throw new AppError('invalid_unsubscribe_token');
  const { user_id, issue_id } = subscription;
  await ctx.db.write(async (db) => {
    if (!(await findUserRow(db, user_id))) return;
    if (issue_id === null) await turnMailOff(db, user_id);
    else await setWatch(db, { issue_id, user_id, is_watching: 0, created_at: ctx.at });
  });
  return { issue_id };
}
