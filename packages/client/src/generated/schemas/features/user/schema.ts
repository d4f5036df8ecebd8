// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { isId } from '../../core/ids.ts';
import { emailAddress, kept, key, line, name, pageInput, prose, seenVersion, uuid, webAddress, word } from '../../core/schema.ts';
import { countCharacters } from '../../core/text.ts';

const role = /* @__PURE__ */ (() => (z.enum(['user', 'admin'])))();

export const email = /* @__PURE__ */ (() => (emailAddress()))();

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,37}[A-Za-z0-9])?$/;

export function isMe(key: string): boolean {
  return key.toLowerCase() === 'me';
}

export function isNobody(key: string | undefined): boolean {
  return key?.toLowerCase() === 'none';
}

const isReserved = (name: string) => isMe(name) || isNobody(name) || isId(name);

const username = /* @__PURE__ */ (() => (key(NAME, 'Must be 1 to 39 letters, digits, ".", "_" or "-", with a letter or digit at both ends')
  .refine((name) => !isReserved(name), 'Is reserved: choose another')))();

export const userKey = /* @__PURE__ */ (() => (word('Must be the id, the username or the email address of a user')))();

const MAX_PASSWORD = 100;

const MAX_PASSWORD_UNITS = 4000;

export const newPassword = /* @__PURE__ */ (() => (kept(8, MAX_PASSWORD_UNITS)
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
  })))();

export const currentPassword = /* @__PURE__ */ (() => (kept(1, MAX_PASSWORD_UNITS)))();

const profile = /* @__PURE__ */ (() => ({
  username: username.nullable().optional(),
  first_name: name(1, 100)
    .nullish(),
  last_name: name(1, 100)
    .nullish(),
  bio: prose(0, 1000)
    .nullish(),
  avatar_url: webAddress()
    .nullish(),
  website: webAddress()
    .nullish(),
}))();

export const ListUsers = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  q: line(1, 254)
    .optional(),
  role: role.optional(),
  is_active: z
    .boolean()
    .optional(),
})))();

export const GetUser = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export const CreateUser = /* @__PURE__ */ (() => (z.object({ email, password: newPassword, ...profile, role: role.default('user') })))();

const accountKey = /* @__PURE__ */ (() => (key(
  /^(?:me|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  'Must be the id of a user, or `me`',
)))();

export const UpdateUser = /* @__PURE__ */ (() => (z
  .object({
    id: accountKey,
    email: email
      .optional(),
    current_password: currentPassword
      .optional(),
    ...profile,
    role: role.optional(),
    is_active: z
      .boolean()
      .optional(),
    password: newPassword
      .optional(),
    version: seenVersion,
  })))();

export const RegisterUser = /* @__PURE__ */ (() => (z
  .object({
    email,
    password: newPassword,
    first_name: profile.first_name,
    last_name: profile.last_name,
    username: profile.username,
  })))();

export type ListUsers = z.output<typeof ListUsers>;

export type CreateUser = z.output<typeof CreateUser>;

export type UpdateUser = z.output<typeof UpdateUser>;

export type RegisterUser = z.output<typeof RegisterUser>;
