import type { Settings } from '../settings/settings.ts';

// Nothing that a user chose, such as a name, stands in a mail. Whoever registers somebody else's
// address could otherwise have us send that person a text or a link of theirs.

export type MailText = { subject: string; text: string };

type Place = Pick<Settings, 'PROJECT_NAME' | 'APP_URL'>;

export function welcomeMail({ PROJECT_NAME, APP_URL }: Place): MailText {
  return {
    subject: `Welcome to ${PROJECT_NAME}`,
    text: lines(
      'Hello,',
      '',
      `this address now has an account at ${PROJECT_NAME}:`,
      APP_URL,
      '',
      'If you did not register, somebody gave your address by mistake, and',
      'you can ignore this mail.',
    ),
  };
}

export function passwordChangedMail({ PROJECT_NAME, APP_URL }: Place): MailText {
  return {
    subject: `Your password at ${PROJECT_NAME} was changed`,
    text: lines(
      'Hello,',
      '',
      `the password of your account at ${PROJECT_NAME} was changed, and your`,
      'other sessions were ended.',
      '',
      'If this was you, there is nothing to do. If not, ask for a new',
      'password at once, and tell an admin:',
      APP_URL,
    ),
  };
}

export function emailChangedMail({ PROJECT_NAME, APP_URL }: Place): MailText {
  return {
    subject: `Your address at ${PROJECT_NAME} was changed`,
    text: lines(
      'Hello,',
      '',
      `your account at ${PROJECT_NAME} has another email address from now on;`,
      'this is the last mail to this one.',
      '',
      'If this was not you, tell an admin at once:',
      APP_URL,
    ),
  };
}

export function tokenCreatedMail({ PROJECT_NAME, APP_URL }: Place): MailText {
  return {
    subject: `A new API token of your account at ${PROJECT_NAME}`,
    text: lines(
      'Hello,',
      '',
      `an API token was made for your account at ${PROJECT_NAME}. A script`,
      'that has it acts as you.',
      '',
      'If this was you, there is nothing to do. If not, revoke it, change',
      'your password at once, and tell an admin:',
      APP_URL,
    ),
  };
}

export function confirmEmailMail({ PROJECT_NAME, APP_URL }: Place, token: string): MailText {
  return {
    subject: `Confirm your address for ${PROJECT_NAME}`,
    text: lines(
      'Hello,',
      '',
      `an account at ${PROJECT_NAME} is to have this email address.`,
      'Confirm it here within a day:',
      linkTo('confirm-email', { APP_URL, token }),
      '',
      'If you are asked for the token, it is:',
      token,
      '',
      'It is good for one use. If you have no such account, you can ignore',
      'this mail: without you the address is not taken.',
    ),
  };
}

export function passwordResetMail({ PROJECT_NAME, APP_URL }: Place, token: string): MailText {
  return {
    subject: `A new password for ${PROJECT_NAME}`,
    text: lines(
      'Hello,',
      '',
      `somebody, probably you, asked for a new password at ${PROJECT_NAME}.`,
      'Set it here within an hour:',
      linkTo('reset-password', { APP_URL, token }),
      '',
      'If you are asked for the token, it is:',
      token,
      '',
      'It is good for one use. If you did not ask for it, you can ignore this',
      'mail: your password stays as it is.',
    ),
  };
}

/** The token is in the fragment, which is not sent to servers, so it is in no log of theirs. */
function linkTo(page: string, { APP_URL, token }: Pick<Place, 'APP_URL'> & { token: string }): string {
  return `${APP_URL.replace(/\/+$/, '')}/${page}#token=${token}`;
}

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}
