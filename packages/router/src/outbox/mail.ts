import type { Database, Reader } from '@docket/db';
import { type OutboxMessage, readOutboxMessage } from '../core/outbox.ts';
import { createResetToken } from '../features/password/commands.ts';
import { countResetTokens } from '../features/password/queries.ts';
import { findUserByLogin, findUserRow, type UserRow } from '../features/user/queries.ts';
import type { Settings } from '../settings.ts';
import type { Deliver } from './delivery.ts';
import type { Mail, Mailer } from './mailer.ts';
import { emailChangedMail, type MailText, passwordChangedMail, passwordResetMail, welcomeMail } from './templates.ts';

type Composing = { db: Database; now: () => Date; settings: Settings };

/** Writes the mail that a row asks for, and sends it. A mail that nobody is to get is dropped. */
export function mailDelivery(composing: Composing, mailer: Mailer): Deliver {
  return async (row, signal) => {
    const mail = await compose(composing, readOutboxMessage(row));
    if (mail && isReachable(mail.to)) await mailer.send(mail, { row, signal });
  };
}

/** Answers with nothing when the account is not there any more, or never was. */
function compose(composing: Composing, message: OutboxMessage): Promise<Mail | undefined> {
  switch (message.kind) {
    case 'mail.welcome':
      return composeWelcome(composing, message.payload);
    case 'mail.password_changed':
      return composeNotice(composing, message.payload, passwordChangedMail);
    case 'mail.email_changed':
      return composeNotice(composing, message.payload, emailChangedMail);
    case 'mail.password_reset':
      return composePasswordReset(composing, message.payload);
  }
}

async function composeWelcome({ db, settings }: Composing, { user_id }: { user_id: string }) {
  const user = await findUserRow(db.read, user_id);
  return user && { to: user.email, ...welcomeMail(settings) };
}

/** A notice goes to the address of its time. */
async function composeNotice(
  { db, settings }: Composing,
  { user_id, to }: { user_id: string; to: string },
  write: (settings: Settings) => MailText,
): Promise<Mail | undefined> {
  const user = await findUserRow(db.read, user_id);
  return user && { to, ...write(settings) };
}

/** The token is made now and not when it was asked for, so that it never lies in the database as it is. */
async function composePasswordReset({ db, now, settings }: Composing, { email }: { email: string }) {
  const at = now().toISOString();
  const user = await findUserWhoMayReset(db.read, email, at);
  if (!user) return undefined;
  const token = await db.write((tx) => createResetToken(tx, { user_id: user.id, at }));
  return { to: user.email, ...passwordResetMail(settings, token) };
}

/** Who asks from ever other addresses shall not fill a mailbox with them: a few tokens an hour do. */
const MAX_OPEN_TOKENS = 5;

async function findUserWhoMayReset(db: Reader, email: string, at: string): Promise<UserRow | undefined> {
  const user = await findUserByLogin(db, email);
  if (!user || user.deactivated_at !== null || !isReachable(user.email)) return undefined;
  return (await countResetTokens(db, user.id, at)) < MAX_OPEN_TOKENS ? user : undefined;
}

/** Imported and deleted accounts have addresses that no mail ever goes to (RFC 2606). */
function isReachable(address: string): boolean {
  return !address.endsWith('.invalid');
}
