// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { hasHidden, isOneLine, isStorable, isVisible, NO_CONTROL, NO_CONTROL_BUT_BREAKS, ONE_WORD, withAsciiDomain } from './text.ts';
import { toUtc } from './time.ts';

export type TextKind = 'kept' | 'prose' | 'line' | 'name' | 'key' | 'id' | 'address' | 'time';

export const textKinds = /* @__PURE__ */ (() => (z.registry<{ kind: TextKind; raisedBy?: 'ISSUE_DESCRIPTION_MAX' }>()))();

function made<S extends z.ZodString | z.ZodStringFormat>(kind: TextKind, schema: S): S {
  textKinds.add(schema, { kind });
  return schema;
}

export function raisedBy(setting: 'ISSUE_DESCRIPTION_MAX', schema: z.ZodString): z.ZodString {
  const raised = schema.clone();
  textKinds.add(raised, { ...textKinds.get(schema), kind: 'prose', raisedBy: setting });
  return raised;
}

function rule(isKept: (text: string) => boolean, message: string): z.core.CheckFn<string> {
  return ({ value, issues }) => {
    if (issues.length === 0 && !isKept(value)) issues.push({ code: 'custom', input: value, message });
  };
}

const storable = /* @__PURE__ */ (() => (rule(isStorable, 'Must be well-formed Unicode without NUL characters')))();

const oneLine = /* @__PURE__ */ (() => (rule(isOneLine, 'Must be one line, without control characters')))();

const visible = /* @__PURE__ */ (() => (rule((text) => text === '' || isVisible(text), 'Must have a visible character')))();

const nothingHidden = /* @__PURE__ */ (() => (rule((text) => !hasHidden(text), 'Must not have invisible characters')))();

export function kept(min: number, max: number) {
  return made('kept', z.string().min(min).max(max).check(storable));
}

export function prose(min: number, max: number) {
  const text = z
    .string()
    .regex(NO_CONTROL_BUT_BREAKS, 'Must not have control characters, but for tabs and ends of lines');
  return made('prose', text.min(min).max(max).check(storable, visible));
}

export function line(min: number, max: number) {
  const text = z.string().trim().regex(NO_CONTROL, 'Must be one line, without control characters');
  return made('line', text.min(min).max(max).check(storable, oneLine, visible));
}

export function name(min: number, max: number) {
  const text = z.string().normalize('NFC').trim().regex(NO_CONTROL, 'Must be one line, without control characters');
  return made('name', text.min(min).max(max).check(storable, oneLine, visible, nothingHidden));
}

export function key(pattern: RegExp, message: string) {
  return made('key', z.string().regex(pattern, message).check(storable, oneLine, visible));
}

export const positionInLog = /* @__PURE__ */ (() => (key(/^[0-9a-f]{16}\.\d{1,15}$/, 'Must be a position as it came')))();

export function word(message: string) {
  return key(ONE_WORD, message);
}

export function webAddress() {
  const url = z.url({ protocol: /^https?$/, error: 'Must be a web address (http or https)' });
  return made('address', url.min(1).max(500).check(storable, oneLine));
}

const EMAIL = /* @__PURE__ */ (() => (new RegExp(z.regexes.html5Email.source.replace('+@', '{1,64}@'))))();

export function emailAddress() {
  const text = z.string().trim().overwrite(withAsciiDomain);
  const address = text.check(z.email({ pattern: EMAIL, error: 'Must be an email address' }));
  return made('address', address.max(254).toLowerCase());
}

export function time() {
  const message = 'Must be a time such as 2026-01-31T09:30:00Z (RFC 3339), not before the year 1';
  const text = z
    .string()
    .max(64)
    .overwrite((value) => toUtc(value) ?? value);
  return made('time', text.check(rule((value) => toUtc(value) === value, message)));
}

export function date() {
  const message = 'Must be a date such as 2026-01-31';
  const text = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, message);
  const isDay = rule((value) => toUtc(`${value}T00:00:00Z`)?.startsWith(value) ?? false, message);
  return made('key', text.check(isDay));
}

export const uuid = /* @__PURE__ */ (() => (made('id', z.uuid().toLowerCase())))();

const UUID_V7 = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/;

export const newUuid = /* @__PURE__ */ (() => (made(
  'id',
  z.string().regex(UUID_V7, 'Must be a UUID of version 7 (RFC 9562)').toLowerCase(),
)))();

const MAX_SIZE = 100;

const size = /* @__PURE__ */ (() => (z
  .int()
  .min(1)
  .max(MAX_SIZE)))();

export const pageInput = /* @__PURE__ */ (() => ({
  page: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1),
  size: size.optional(),
  limit: size.optional(),
  cursor: kept(1, 400)
    .optional(),
}))();

export const seenVersion = /* @__PURE__ */ (() => (z
  .int()
  .min(1)
  .optional()))();
