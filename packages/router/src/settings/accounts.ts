import { z } from 'zod';
import { truth, wholeNumber } from './values.ts';

/** Who gets in, for how long, and what others see of them (docs/accounts.md). */
export const accountSettings = {
  ACCESS_TOKEN_EXPIRE_MINUTES: wholeNumber(1, 1440).default(30).describe('Life of an access token'),
  REFRESH_TOKEN_EXPIRE_DAYS: wholeNumber(1, 365).default(7).describe('Life of a session without use'),
  SESSION_EXPIRE_DAYS: wholeNumber(1, 3650).default(90).describe('Life of a session, however much it is used'),
  BCRYPT_COST: wholeNumber(4, 16).default(12).describe('Work factor of the password hash'),
  REGISTRATION: z
    .enum(['open', 'closed'])
    .optional()
    .describe('`open`, or `closed`: only admins make accounts. Default: open; in production closed'),
  PROJECT_CREATION: z
    .enum(['open', 'admins'])
    .optional()
    .describe('`open`: every user makes projects; `admins`: only admins. Default: open; in production admins'),
  VERIFY_EMAIL: truth
    .default(false)
    .describe('`true`: an account that somebody registers works once its address is confirmed by the mailed link'),
  PASSWORD_MIN_LENGTH: wholeNumber(8, 100).default(8).describe('Characters that a new password has at least'),
  PASSWORD_REFUSE_COMMON: truth
    .optional()
    .describe('`true` refuses new passwords that many people use. Default: false; in production true'),
  PASSWORD_REFUSE_PERSONAL: truth
    .default(false)
    .describe('`true` refuses new passwords that contain the name or the email address of their user'),
  FIRST_ADMIN_EMAIL: z
    .email({ pattern: z.regexes.html5Email, error: 'must be an email address' })
    .optional()
    .describe('At start, makes this admin when there is no admin yet'),
  FIRST_ADMIN_PASSWORD: z
    .string()
    .min(8, 'must have at least 8 characters') // what a reader sees as such is counted when the admin is made
    .optional()
    .describe('The first admin’s password'),
  SHOW_EMAILS: truth
    .default(true)
    .describe('`false` shows the email address of a user to that user and to admins alone'),
  COOKIE_NAME: z
    .string()
    .regex(/^(?!__)[\w-]{1,60}$/, 'must be letters, digits, "_" and "-", without __Host- before them')
    .optional()
    .describe(
      'Name of the cookie of a session; in production `__Host-` comes before it, or `__Secure-` where PUBLIC_URL has a path. Default: docket_refresh and the port that the browser asks, such as docket_refresh_8000',
    ),
};
