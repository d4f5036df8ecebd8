import { deriveSecretToken } from '../credentials/secret-token.ts';
import { acceptConfirmation } from '../features/email/commands.ts';
import { keepInvitation } from '../features/invitation/commands.ts';
import { canBeInvited } from '../features/invitation/queries.ts';
import { acceptResetToken } from '../features/password/commands.ts';
import { countOtherResetTokens } from '../features/password/queries.ts';
import { findUserByLogin, findUserRow, type UserRow } from '../features/user/queries.ts';
import type { Deliver, OutboxRow } from '../outbox/delivery.ts';
import { isInOutbox, readOutboxMessage } from '../outbox/messages.ts';
import type { OpenSettings } from '../settings/settings.ts';
import { mailFailure } from './failure.ts';
import type { MailText } from './letter.ts';
import type { Mail, Mailer } from './mailer.ts';
import { type ComposingNotification, composeNotification } from './notification.ts';
import {
  confirmEmailMail,
  emailChangeAskedMail,
  emailChangedMail,
  invitationMail,
  passwordChangedMail,
  passwordResetMail,
  tokenCreatedMail,
  webhookDisabledMail,
  welcomeMail,
} from './templates.ts';

type Composing = { now: () => Date } & ComposingNotification;

/** Who asks from ever other addresses shall not fill a mailbox with them: a few tokens an hour do. */
const MAX_OPEN_TOKENS = 5;

/** Writes the mail that a row asks for, and sends it. A mail that nobody is to get is dropped. */
export function mailDelivery(composing: Composing, mailer: Mailer): Deliver {
  return async (row, signal) => {
    const mail = await compose(composing, row);
    if (!mail || !isReachable(mail.to)) return;
    try {
      await mailer.send(mail, { row, signal });
    } catch (error) {
      throw mailFailure(error);
    }
  };
}

/** Answers with nothing when the account is not there any more, or never was. */
function compose(composing: Composing, row: OutboxRow): Promise<Mail | undefined> {
  const message = readOutboxMessage(row);
  switch (message.kind) {
    case 'mail.welcome':
      return composeWelcome(composing, message.payload);
    case 'mail.password_changed':
      return composeNotice(composing, message.payload, passwordChangedMail);
    case 'mail.email_change_asked':
      return composeNotice(composing, message.payload, emailChangeAskedMail);
    case 'mail.email_changed':
      return composeNotice(composing, message.payload, emailChangedMail);
    case 'mail.token_created':
      return composeNotice(composing, message.payload, tokenCreatedMail);
    case 'mail.webhook_disabled':
      return composeWebhookDisabled(composing, message.payload);
    case 'mail.notification':
      return composeNotification(composing, message.payload);
    case 'mail.confirm_email':
      return composeToken(composing, row, { ...message.payload, ...CONFIRMATION });
    case 'mail.invitation':
      return composeToken(composing, row, { ...message.payload, ...INVITATION });
    case 'mail.password_reset':
      return composePasswordReset(composing, row, message.payload);
  }
}

async function composeWelcome({ db, settings }: Composing, { user_id }: { user_id: string }) {
  const user = await findUserRow(db.read, user_id);
  return user && { to: user.email, ...welcomeMail(settings, user) };
}

async function composeWebhookDisabled(
  { db, settings }: Composing,
  { user_id, webhook_id }: { user_id: string; webhook_id: string },
): Promise<Mail | undefined> {
  const user = await findUserRow(db.read, user_id);
  return user && { to: user.email, ...webhookDisabledMail(settings, webhook_id) };
}

/** A notice goes to the address of its time. */
async function composeNotice(
  { db, settings }: Composing,
  { user_id, to }: { user_id: string; to: string },
  write: (settings: OpenSettings) => MailText,
): Promise<Mail | undefined> {
  const user = await findUserRow(db.read, user_id);
  return user && { to, ...write(settings) };
}

/** A token that goes to an address which is not yet that of its account. */
type TokenMail = {
  prefix: `${string}_`;
  /** Whether the account may still have it. */
  isWanted(user: UserRow): boolean;
  keep: typeof acceptConfirmation;
  write: typeof confirmEmailMail;
};

const CONFIRMATION: TokenMail = {
  prefix: 'dkc_',
  isWanted: ({ deactivated_at }) => deactivated_at === null,
  keep: acceptConfirmation,
  write: confirmEmailMail,
};

const INVITATION: TokenMail = {
  prefix: 'dki_',
  isWanted: canBeInvited,
  keep: keepInvitation,
  write: invitationMail,
};

/** As `composePasswordReset`: the token is made now, and only while it is still wanted. */
async function composeToken(
  { db, now, settings }: Composing,
  row: OutboxRow,
  { user_id, to, prefix, isWanted, keep, write }: TokenMail & { user_id: string; to: string },
): Promise<Mail | undefined> {
  const token = deriveSecretToken(prefix, { key: settings.SECRET_KEY, from: row.id });
  const isKept = await db.write(async (tx) => {
    if (!(await isInOutbox(tx, row.id)) || !isReachable(to)) return false;
    const user = await findUserRow(tx, user_id);
    if (!user || !isWanted(user)) return false;
    await keep(tx, { user_id, email: to, token, at: now().toISOString() });
    return true;
  });
  return isKept ? { to, ...write(settings, token) } : undefined;
}

/**
 * The token is made now and not when it was asked for, so that it never lies in the database as it
 * is. It is derived from the row, so that a mail that is sent again is the same mail.
 */
async function composePasswordReset({ db, now, settings }: Composing, row: OutboxRow, { email }: { email: string }) {
  const token = deriveSecretToken('dkp_', { key: settings.SECRET_KEY, from: row.id });
  // In one transaction, so that no token goes to an address that the user has just left, or after a new password.
  const to = await db.write(async (tx) => {
    if (!(await isInOutbox(tx, row.id))) return undefined;
    const user = await findUserByLogin(tx, email);
    if (!user || user.deactivated_at !== null || !isReachable(user.email)) return undefined;
    // Whoever wrote an imported file chose the address of an account that never had a login: an admin invites its person.
    if (user.password_hash === null) return undefined;
    const reset = { user_id: user.id, token, at: now().toISOString() };
    if ((await countOtherResetTokens(tx, reset)) >= MAX_OPEN_TOKENS) return undefined;
    await acceptResetToken(tx, reset);
    return user.email;
  });
  return to === undefined ? undefined : { to, ...passwordResetMail(settings, token) };
}

/** Imported and deleted accounts have addresses that no mail ever goes to (RFC 2606). */
function isReachable(address: string): boolean {
  return !address.endsWith('.invalid');
}
