import { createHmac, timingSafeEqual } from 'node:crypto';

/** To whom a mail went, and about which issue; null: about many. */
export type Subscription = { user_id: string; issue_id: string | null };

/**
 * What the link of a mail has in it, to end such mail without a login (RFC 8058). It has no end of its own: mails are kept
 * for years.
 */
export function unsubscribeToken(key: string, { user_id, issue_id }: Subscription): string {
  const ids = [user_id, issue_id ?? ''].join('').replaceAll('-', '');
  return `dku_${ids}_${signature(key, ids)}`;
}

/** What a token of ours is for; undefined when none of the keys has signed it. */
export function readUnsubscribeToken(keys: readonly string[], token: string): Subscription | undefined {
  const [, ids = '', signed = ''] = /^dku_([0-9a-f]+)_([\w-]{43})$/.exec(token) ?? [];
  if (!keys.some((key) => isSame(signature(key, ids), signed))) return undefined;
  const [user_id, issue_id] = [uuidOf(ids.slice(0, 32)), ids.slice(32)];
  return { user_id, issue_id: issue_id === '' ? null : uuidOf(issue_id) };
}

function signature(key: string, ids: string): string {
  return createHmac('sha256', key).update('docket/dku_/v1').update(ids).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function uuidOf(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
