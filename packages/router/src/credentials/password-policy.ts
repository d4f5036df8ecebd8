import { invalidInput } from '../core/errors.ts';
import { countCharacters } from '../core/text.ts';
import type { Settings } from '../settings/settings.ts';
import { hashPassword } from './passwords.ts';

/** What is known of the user, and so to whoever guesses the user's password. */
type PersonalDetails = {
  email?: string | undefined;
  username?: string | null | undefined;
  first_name?: string | null | undefined;
  last_name?: string | null | undefined;
};

type NewPassword = { password: string; personal: PersonalDetails[] };

/** Why the settings refuse a password, with the remedy. */
type PasswordFault = { message: string; code: string };

/** Shorter names are parts of too many words. */
const MIN_PERSONAL_LENGTH = 4;

/**
 * Hashes a new password, if the settings allow it.
 *
 * @throws AppError `validation_failed` that names `field` and the remedy; `unavailable`
 */
export async function hashNewPassword(
  settings: Settings,
  { field, whose, ...given }: NewPassword & { field: string; whose?: string | undefined },
): Promise<string> {
  const fault = await findPasswordFault(settings, given);
  if (fault) throw invalidInput(field, fault.message, fault.code);
  return hashPassword(given.password, settings.BCRYPT_COST, whose);
}

/**
 * What the settings have against a new password. The checks are those of NIST SP 800-63B section
 * 3.1.1.2: a length, and a list of what is "commonly used, expected, or compromised", to which the
 * whole password is compared; no rule about kinds of characters.
 */
export async function findPasswordFault(
  { PASSWORD_MIN_LENGTH, PASSWORD_REFUSE_COMMON, PASSWORD_REFUSE_PERSONAL }: Settings,
  { password, personal }: NewPassword,
): Promise<PasswordFault | undefined> {
  if (countCharacters(password) < PASSWORD_MIN_LENGTH) {
    return { message: `Must have at least ${PASSWORD_MIN_LENGTH} characters`, code: 'too_small' };
  }
  if (PASSWORD_REFUSE_PERSONAL && personal.some((details) => contains(password, details))) {
    const message = 'Must not contain your name, username or email address: choose something unrelated to you';
    return { message, code: 'personal_password' };
  }
  if (PASSWORD_REFUSE_COMMON && (await commonPasswords()).has(foldCase(password))) {
    const message = 'Is one of the passwords that many people use: choose another, such as four unrelated words';
    return { message, code: 'common_password' };
  }
  return undefined;
}

function contains(password: string, { email, username, first_name, last_name }: PersonalDetails): boolean {
  const folded = foldCase(password);
  return [email, email?.split('@', 1)[0], username, first_name, last_name].some(
    (detail) => detail && detail.length >= MIN_PERSONAL_LENGTH && folded.includes(foldCase(detail)),
  );
}

function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

let loaded: Promise<ReadonlySet<string>> | undefined;

/** The 49,000 passwords, in lower case, that leak most. Loaded when first asked for. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  loaded ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']));
  return loaded;
}
