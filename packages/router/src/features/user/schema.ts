import { z } from 'zod';
import { isId } from '../../core/ids.ts';
import {
  emailAddress,
  kept,
  key,
  line,
  name,
  pageInput,
  pageOf,
  prose,
  seenVersion,
  timestamp,
  uuid,
  version,
  webAddress,
  word,
} from '../../core/schema.ts';
import { countCharacters, withAsciiDomain } from '../../core/text.ts';

const role = z.enum(['user', 'admin']).meta({ id: 'UserRole', description: 'What a user may do', examples: ['user'] });

/** The one spelling of a username or an address, under which accounts are found and guesses are counted. */
export function foldLogin(login: string): string {
  return withAsciiDomain(login.trim()).toLowerCase();
}

export const email = emailAddress()
  .describe('Email address; upper and lower case are the same')
  .meta({ examples: ['ada@example.org'] });

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,37}[A-Za-z0-9])?$/;

/** Whether a `userKey` is the caller. No user has this name, in any case. */
export function isMe(key: string): boolean {
  return key.toLowerCase() === 'me';
}

/** Whether a `userKey` is nobody, where a filter takes that. */
export function isNobody(key: string | undefined): boolean {
  return key?.toLowerCase() === 'none';
}

/** What a `userKey` means beside usernames. */
const isReserved = (name: string) => isMe(name) || isNobody(name) || isId(name);

/** Names that other trackers have given, in which `@` is none. */
const OTHER_NAME = /^(?=.*[A-Za-z0-9])[A-Za-z0-9._-]{1,39}(?:\[bot\])?$/;

/** Whether an account that comes from another tracker can have the name that it has there. */
export function canBeUsername(login: string): boolean {
  return OTHER_NAME.test(login) && !isReserved(login);
}

const username = key(NAME, 'Must be 1 to 39 letters, digits, ".", "_" or "-", with a letter or digit at both ends')
  .refine((name) => !isReserved(name), 'Is reserved: choose another')
  .describe('Unique name without spaces; upper and lower case are the same')
  .meta({ examples: ['ada'] });

/** Users are addressed by id, username or email address, as people write them. */
export const userKey = word('Must be the id, the username or the email address of a user')
  .describe('The id, the username or the email address of a user, or `me`')
  .meta({ examples: ['ada'] });

const MAX_PASSWORD = 100;

/** In UTF-16. A character may be a whole family with skin tones; the bound keeps the counting short. */
const MAX_PASSWORD_UNITS = 4000;

/** Lengths count what a reader sees as a character. */
export const newPassword = kept(8, MAX_PASSWORD_UNITS)
  .check(({ value, issues }) => {
    if (value.length < 8 || value.length > MAX_PASSWORD_UNITS) return; // was said already
    const length = countCharacters(value);
    const issue = { origin: 'string', input: value, inclusive: true } as const;
    if (length < 8)
      issues.push({ ...issue, code: 'too_small', minimum: 8, message: 'Must have at least 8 characters' });
    if (length > MAX_PASSWORD) {
      const message = `Must have at most ${MAX_PASSWORD} characters`;
      issues.push({ ...issue, code: 'too_big', maximum: MAX_PASSWORD, message });
    }
  })
  .describe('8 to 100 characters as people see them; all of it counts, white space too')
  .meta({ maxLength: MAX_PASSWORD });

export const currentPassword = kept(1, MAX_PASSWORD_UNITS).describe('The password of the account as it is');

const profile = {
  username: username.nullable().optional(),
  first_name: name(1, 100)
    .meta({ description: 'First name', examples: ['Ada'] })
    .nullish(),
  last_name: name(1, 100)
    .meta({ description: 'Last name', examples: ['Lovelace'] })
    .nullish(),
  bio: prose(0, 1000)
    .meta({ description: 'About oneself', examples: ['Analyst'] })
    .nullish(),
  avatar_url: webAddress()
    .meta({ description: 'The address of a picture', examples: ['https://example.org/ada.png'] })
    .nullish(),
  website: webAddress()
    .meta({ description: 'The address of a page', examples: ['https://example.org/'] })
    .nullish(),
};

const fullName = z
  .string()
  .describe('First and last name, or the email address when there is none (the username where addresses are hidden)');

const nameOrNull = z.string().nullable().describe('Unique name; null: none was chosen');

const pictureOrNull = z.string().nullable().describe('The address of a picture');

/** Stands in the examples of the documentation. */
export const exampleUser = {
  id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11',
  username: 'ada',
  full_name: 'Ada Lovelace',
  avatar_url: null,
  is_deleted: false,
};

/** A user as others are shown beside an issue or a comment. */
export const UserSummary = z
  .object({
    id: uuid,
    username: nameOrNull,
    full_name: fullName,
    avatar_url: pictureOrNull,
    is_deleted: z.boolean().describe('The account is gone; what it wrote stays'),
  })
  .meta({ id: 'UserSummary', description: 'A user, in short', examples: [exampleUser] });
export type UserSummary = z.output<typeof UserSummary>;

export const User = z
  .object({
    id: uuid,
    email: z.string().describe('With SHOW_EMAILS=false that of others is `ID@hidden.invalid`, except to admins'),
    username: nameOrNull,
    first_name: z.string().nullable().describe('Null: not said'),
    last_name: z.string().nullable().describe('Null: not said'),
    full_name: fullName,
    role,
    is_active: z.boolean().describe('False: deactivated by an admin, and cannot sign in'),
    bio: z.string().nullable().describe('About oneself'),
    avatar_url: pictureOrNull,
    website: z.string().nullable().describe('The address of a page'),
    version,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({
    id: 'User',
    description: 'A user account',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11',
        email: 'ada@example.org',
        username: 'ada',
        first_name: 'Ada',
        last_name: 'Lovelace',
        full_name: 'Ada Lovelace',
        role: 'user',
        is_active: true,
        bio: null,
        avatar_url: null,
        website: null,
        version: 1,
        created_at: '2026-01-31T09:30:00.000Z',
        updated_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });
export type User = z.output<typeof User>;

export const UserPage = pageOf(User, { id: 'UserPage', description: 'One page of users' });

export const ListUsers = z.object({
  ...pageInput,
  q: line(1, 254)
    .meta({
      description: 'Only users with this text in their name, username or (where it is shown) email address',
      examples: ['ada'],
    })
    .optional(),
  role: role.describe('Only users with this role').optional(),
  is_active: z
    .boolean()
    .meta({ description: 'Only active, or only deactivated users', examples: [true] })
    .optional(),
});

export const GetUser = z.object({ id: uuid.describe('The id of the user') });

export const CreateUser = z.object({ email, password: newPassword, ...profile, role: role.default('user') }).meta({
  id: 'CreateUser',
  description: 'A new account, made by an admin',
  examples: [{ email: 'ada@example.org', password: 'analytical engine', username: 'ada', role: 'user' }],
});

const accountKey = key(
  /^(?:me|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  'Must be the id of a user, or `me`',
).meta({ description: 'The id of the user; `me` is oneself', examples: ['019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13'] });

export const UpdateUser = z
  .object({
    id: accountKey,
    email: email
      .describe('A new address of your own takes the place of the old one when you open the link that is mailed to it')
      .optional(),
    current_password: currentPassword
      .describe('Your password as it is: required to change your own password or email address')
      .optional(),
    ...profile,
    role: role.describe('Admins only').optional(),
    is_active: z
      .boolean()
      .describe('Admins only: `false` locks the user out at once, and ends all sessions and API tokens')
      .optional(),
    password: newPassword
      .describe('Admins only: sets a password and ends all sessions and API tokens of the user')
      .optional(),
    version: seenVersion,
  })
  .meta({
    id: 'UpdateUser',
    description: 'What to change; fields that are left out stay as they are',
    examples: [{ first_name: 'Ada', bio: 'Analyst' }],
  });

export const RegisterUser = z
  .object({
    email,
    password: newPassword,
    first_name: profile.first_name,
    last_name: profile.last_name,
    username: profile.username,
  })
  .meta({
    id: 'RegisterUser',
    description: 'A new account for oneself',
    examples: [{ email: 'ada@example.org', password: 'analytical engine', username: 'ada', first_name: 'Ada' }],
  });

export type ListUsers = z.output<typeof ListUsers>;
export type CreateUser = z.output<typeof CreateUser>;
export type UpdateUser = z.output<typeof UpdateUser>;
export type RegisterUser = z.output<typeof RegisterUser>;
