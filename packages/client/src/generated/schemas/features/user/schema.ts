// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { isId } from '../../core/ids.ts';
import { countCharacters, line, pageInput, rawText, readable, text, uuid } from '../../core/schema.ts';

const role = /* @__PURE__ */ (() => (z.enum(['user', 'admin'])))();

const ADDRESS = /* @__PURE__ */ (() => (new RegExp(z.regexes.html5Email.source.replace('+@', '{1,64}@'))))();

const NOT_IN_DOMAIN = /[\s/\\?#@:%[\]]/;

function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  if (at === 0 || /^[\x21-\x7e]*$/.test(domain) || NOT_IN_DOMAIN.test(domain)) return address;
  return address.slice(0, at) + (URL.parse(`http://${domain}`)?.hostname ?? domain);
}

export const email = /* @__PURE__ */ (() => (z
  .string()
  .trim()
  .overwrite(withAsciiDomain)
  .check(z.email({ pattern: ADDRESS, error: 'Must be an email address' }))
  .max(254)
  .toLowerCase()))();

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,37}[A-Za-z0-9])?$/;

const isReserved = (name: string) => ['me', 'none'].includes(name.toLowerCase()) || isId(name);

export const username = /* @__PURE__ */ (() => (z
  .string()
  .regex(NAME, 'Must be 1 to 39 letters, digits, ".", "_" or "-", with a letter or digit at both ends')
  .refine((name) => !isReserved(name), 'Is reserved: choose another')))();

export const userKey = /* @__PURE__ */ (() => (z
  .string()
  .regex(NAME, 'Must be the id or the username of a user')))();

const MAX_PASSWORD = 100;

const MAX_PASSWORD_UNITS = 4000;

export const newPassword = /* @__PURE__ */ (() => (rawText(8, MAX_PASSWORD_UNITS)
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

export const currentPassword = /* @__PURE__ */ (() => (rawText(1, MAX_PASSWORD_UNITS)))();

const webAddress = /* @__PURE__ */ (() => (readable(z.url({ protocol: /^https?$/, error: 'Must be a web address (http or https)' }), {
  min: 1,
  max: 500,
})))();

const profile = /* @__PURE__ */ (() => ({
  username: username.nullable().optional(),
  first_name: line(1, 100).nullable().optional(),
  last_name: line(1, 100).nullable().optional(),
  bio: text(0, 1000).nullable().optional(),
  avatar_url: webAddress.nullable().optional(),
  website: webAddress.nullable().optional(),
}))();

export const ListUsers = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  q: line(1, 254)
    .optional(),
  is_active: z.boolean().optional(),
})))();

export const GetUser = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export const CreateUser = /* @__PURE__ */ (() => (z.object({ email, password: newPassword, ...profile, role: role.default('user') })))();

export const UpdateUser = /* @__PURE__ */ (() => (z
  .object({
    id: uuid,
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
