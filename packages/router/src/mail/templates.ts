import type { Settings } from '../settings/settings.ts';
import { type MailText, writeLetter } from './letter.ts';
import { isName } from './names.ts';

// Whoever registers somebody else's address could have us send that person a text or a link of theirs. So nothing that
// a user chose stands in a mail but a name that is nothing else, and that only in the welcome.

type Place = Pick<Settings, 'PROJECT_NAME' | 'APP_URL'>;

type Names = { first_name: string | null; last_name: string | null; username: string | null };

export function welcomeMail({ PROJECT_NAME, APP_URL }: Place, names: Names): MailText {
  return writeLetter({
    subject: `Welcome to ${PROJECT_NAME}`,
    name: nameToGreet(names),
    parts: [
      `this address now has an account at ${PROJECT_NAME}:`,
      { link: APP_URL },
      'If you did not register, somebody gave your address by mistake, and you can ignore this mail.',
    ],
  });
}

export function passwordChangedMail({ PROJECT_NAME, APP_URL }: Place): MailText {
  return writeLetter({
    subject: `Your password at ${PROJECT_NAME} was changed`,
    parts: [
      `the password of your account at ${PROJECT_NAME} was changed, and your other sessions were ended.`,
      'If this was you, there is nothing to do. If not, ask for a new password at once, and tell an admin:',
      { link: APP_URL },
    ],
  });
}

export function emailChangeAskedMail({ PROJECT_NAME, APP_URL }: Place): MailText {
  return writeLetter({
    subject: `Your address at ${PROJECT_NAME} is to change`,
    parts: [
      `somebody who knows the password of your account at ${PROJECT_NAME} asked for another email address. The account keeps this one until the other is confirmed.`,
      'If this was you, there is nothing to do. If not, change your password at once, which ends the request, and tell an admin:',
      { link: APP_URL },
    ],
  });
}

export function emailChangedMail({ PROJECT_NAME, APP_URL }: Place): MailText {
  return writeLetter({
    subject: `Your address at ${PROJECT_NAME} was changed`,
    parts: [
      `your account at ${PROJECT_NAME} has another email address from now on; this is the last mail to this one.`,
      'If this was not you, tell an admin at once:',
      { link: APP_URL },
    ],
  });
}

export function tokenCreatedMail({ PROJECT_NAME, APP_URL }: Place): MailText {
  return writeLetter({
    subject: `A new API token of your account at ${PROJECT_NAME}`,
    parts: [
      `an API token was made for your account at ${PROJECT_NAME}. A script that has it acts as you.`,
      'If this was you, there is nothing to do. If not, revoke it, change your password at once, and tell an admin:',
      { link: APP_URL },
    ],
  });
}

export function webhookDisabledMail({ PROJECT_NAME, APP_URL }: Place, webhook_id: string): MailText {
  return writeLetter({
    subject: `A webhook of yours at ${PROJECT_NAME} was disabled`,
    parts: [
      `nothing is sent any more to a webhook that you made at ${PROJECT_NAME}: its receiver asked for that, or nothing has arrived there for five days. The webhook is:`,
      { code: webhook_id },
      'Its deliveries say what was answered. Once the receiver works, activate the webhook, and replay what it missed:',
      { link: APP_URL },
    ],
  });
}

export function confirmEmailMail({ PROJECT_NAME, APP_URL }: Place, token: string): MailText {
  return writeLetter({
    subject: `Confirm your address for ${PROJECT_NAME}`,
    parts: [
      `an account at ${PROJECT_NAME} is to have this email address. Confirm it here within a day:`,
      { link: linkTo('confirm-email', { APP_URL, token }) },
      'If you are asked for the token, it is:',
      { code: token },
      'It is good for one use. If you have no such account, you can ignore this mail: without you the address is not taken.',
    ],
  });
}

export function invitationMail({ PROJECT_NAME, APP_URL }: Place, token: string): MailText {
  return writeLetter({
    subject: `You are invited to ${PROJECT_NAME}`,
    parts: [
      `an admin of ${PROJECT_NAME} invites you to the account that holds what you wrote in another tracker. Set a password here within a week, and it is yours:`,
      { link: linkTo('accept-invitation', { APP_URL, token }) },
      'If you are asked for the token, it is:',
      { code: token },
      'It is good for one use. If you do not know what this is about, you can ignore this mail: without you nothing happens.',
    ],
  });
}

export function passwordResetMail({ PROJECT_NAME, APP_URL }: Place, token: string): MailText {
  return writeLetter({
    subject: `A new password for ${PROJECT_NAME}`,
    parts: [
      `somebody, probably you, asked for a new password at ${PROJECT_NAME}. Set it here within an hour:`,
      { link: linkTo('reset-password', { APP_URL, token }) },
      'If you are asked for the token, it is:',
      { code: token },
      'It is good for one use. If you did not ask for it, you can ignore this mail: your password stays as it is.',
    ],
  });
}

/** The token is in the fragment, which is not sent to servers, so it is in no log of theirs. */
function linkTo(page: string, { APP_URL, token }: Pick<Place, 'APP_URL'> & { token: string }): string {
  return `${APP_URL.replace(/\/+$/, '')}/${page}#token=${token}`;
}

/** A username that mail programs make no link of. */
const USERNAME = /^[\p{L}\p{M}\p{N}_-]{1,60}$/u;

function nameToGreet({ first_name, last_name, username }: Names): string | undefined {
  const full = [first_name, last_name].filter(Boolean).join(' ');
  if (full !== '') return isName(full) ? full : undefined;
  return username !== null && USERNAME.test(username) ? username : undefined;
}
