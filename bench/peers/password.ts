import { createHmac } from 'node:crypto';

/** What Docket gives to bcrypt in place of a password (see `passwords.ts` of the router). */
export function fold(password: string): string {
  return createHmac('sha384', 'docket/password/v1').update(password, 'utf8').digest('base64');
}
