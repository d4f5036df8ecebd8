import { join } from 'node:path';
import { z } from 'zod';
import { accountSettings } from './accounts.ts';
import { addressSettings } from './addresses.ts';
import { defaultsIn } from './defaults.ts';
import { readEnvFile } from './env-file.ts';
import { fileSettings } from './files.ts';
import { weaknessOf } from './key-strength.ts';
import { hasMail } from './mail.ts';
import { observingSettings } from './observing.ts';
import { rateLimitSettings } from './rate-limits.ts';
import { SettingsError } from './settings-error.ts';
import { jsonList, truth, wholeNumber } from './values.ts';

/**
 * Every setting, as it stands in the environment or in `.env`. The names are case-sensitive.
 * `.env.example` and `docs/settings.md` are generated from this.
 */
export const settingsSchema = z.object({
  PROJECT_NAME: z.string().min(1).default('Issue Tracker API').describe('Title of the API in its documentation'),
  VERSION: z.string().min(1).default('0.1.0').describe('Version of the API in its documentation'),
  ENVIRONMENT: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('`development`, `production` (which refuses unsafe settings) or `test`'),
  HOST: z.string().optional().describe('Address to listen on. Default: 127.0.0.1; in production 0.0.0.0'),
  PORT: wholeNumber(0, 65_535).default(8000).describe('Port to listen on; 0 takes a free one'),
  WORKERS: wholeNumber(1, 64)
    .default(1)
    .describe('Server processes that share the port; each has connections of its own to PostgreSQL'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe('Folder for the database, the development key, and mail without a mail server'),
  DATABASE_URL: z
    .string()
    .regex(
      /^(sqlite:.+|postgres(ql)?:\/\/.+)$/,
      'must look like sqlite:./data/docket.db or postgresql://user:password@host/docket',
    )
    .optional()
    .describe(
      '`sqlite:FILE`, `sqlite::memory:` or `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`. Default: docket.db in DATA_DIR',
    ),
  DATABASE_CONNECTIONS: wholeNumber(1, 100)
    .default(10)
    .describe('Connections to PostgreSQL for reading, of each server process'),
  MIGRATE_ON_START: truth.default(true).describe('`false`: the server refuses to start while migrations are pending'),
  SECRET_KEY: z
    .string()
    .optional()
    .describe(
      'Signs access tokens and makes reset tokens. Required in production, with at least 32 bytes; else made at first start and kept in DATA_DIR',
    ),
  ACCEPTED_SECRET_KEYS: jsonList(z.string('each key must be text'), 'the key before')
    .default([])
    .describe('JSON list of further keys whose access tokens are good, for changing SECRET_KEY; none of them signs'),
  ...accountSettings,
  ...addressSettings,
  DOCS: truth
    .default(true)
    .describe('`false` turns the pages of the documentation off, `/docs` and `/redoc`; `/openapi.json` stays'),
  TRPC_DIRECT_PATH: truth
    .default(true)
    .describe('`false` serves tRPC through its own adapter alone: slower, with the same answers'),
  ISSUE_DESCRIPTION_MAX: wholeNumber(2000, 100_000)
    .default(2000)
    .describe('Characters that the description of an issue has at most; a request grows with it beyond its 128 KB'),
  BIN_DAYS: wholeNumber(0, 36_500)
    .default(30)
    .describe(
      'Days after which deleted issues are emptied out of the bin, for good; 0: only `docket issue purge` empties it',
    ),
  ...fileSettings,
  ...rateLimitSettings,
  APP_URL: z
    .url({ protocol: /^https?$/, error: 'must be a web address, such as https://app.example.org' })
    .default('http://localhost:3000')
    .describe('Address of your frontend: links in mail lead there. Default: PUBLIC_URL, where that is set'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/.+/, 'must look like smtps://user:password@mail.example.org')
    .optional()
    .describe('Mail server. Default: none; mail goes into files in DATA_DIR/mail, in production nowhere'),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>@\p{Cc}]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u, 'must look like Docket <docket@example.org>')
    .default('Docket <docket@localhost>')
    .describe('Sender of mail'),
  ...observingSettings,
});

type ParsedSettings = z.output<typeof settingsSchema>;

/** All settings, checked, with every default filled in. */
export type Settings = ParsedSettings & {
  HOST: string;
  DATABASE_URL: string;
  FILES_URL: string;
  REGISTRATION: 'open' | 'closed';
  PROJECT_CREATION: 'open' | 'admins';
  PASSWORD_REFUSE_COMMON: boolean;
};

/** The settings of an open Docket: there is a key, the given one or the development key. */
export type OpenSettings = Settings & { SECRET_KEY: string };

/**
 * Reads the settings from the environment and, for what is not set there, from `.env` in the
 * working directory. An empty value counts as not set.
 *
 * @throws SettingsError that names every wrong setting, or a file that cannot be read.
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env, envFile = '.env'): Settings {
  const fromFile = readEnvFile(envFile);
  // OpenTelemetry and the driver of PostgreSQL (PGPASSWORD) read variables of their own, from the environment alone.
  for (const [name, value] of Object.entries(fromFile)) if (/^(OTEL_|PG[A-Z]+$)/.test(name)) env[name] ??= value;
  const given = Object.fromEntries(Object.entries({ ...fromFile, ...env }).filter(([, value]) => value !== ''));
  return checkSettings(given);
}

/**
 * Checks settings that are given as text, as the environment does.
 *
 * @throws SettingsError that names every wrong setting.
 */
export function checkSettings(given: Record<string, string | undefined>): Settings {
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    throw new SettingsError(
      parsed.error.issues
        .map(
          ({ path: [name = ''], message }) => `${String(name)}: ${sayPlainly(message)}${orQuotes(given[String(name)])}`,
        )
        .join('\n'),
    );
  }
  const { DATABASE_URL, ...rest } = parsed.data;
  const byDefault = defaultsIn(rest.ENVIRONMENT);
  const settings: Settings = {
    ...rest,
    HOST: rest.HOST ?? byDefault.HOST,
    REGISTRATION: rest.REGISTRATION ?? byDefault.REGISTRATION,
    PROJECT_CREATION: rest.PROJECT_CREATION ?? byDefault.PROJECT_CREATION,
    PASSWORD_REFUSE_COMMON: rest.PASSWORD_REFUSE_COMMON ?? byDefault.PASSWORD_REFUSE_COMMON,
    DATABASE_URL: DATABASE_URL ?? `sqlite:${join(rest.DATA_DIR, 'docket.db')}`,
    FILES_URL: rest.FILES_URL ?? `file:${join(rest.DATA_DIR, 'files')}`,
    APP_URL: given['APP_URL'] === undefined ? (rest.PUBLIC_URL ?? rest.APP_URL) : rest.APP_URL,
  };
  const unsafe = unsafeSettings(settings);
  if (unsafe.length > 0) throw new SettingsError(unsafe.join('\n'));
  return settings;
}

/** What is allowed on a developer's machine and not on the internet. Values are never repeated. */
function unsafeSettings(settings: Settings): string[] {
  const wrong: string[] = [];
  if ((settings.FIRST_ADMIN_EMAIL === undefined) !== (settings.FIRST_ADMIN_PASSWORD === undefined)) {
    wrong.push('FIRST_ADMIN_EMAIL and FIRST_ADMIN_PASSWORD: set both or neither');
  }
  if (settings.WORKERS > 1 && settings.DATABASE_URL === 'sqlite::memory:') {
    wrong.push('WORKERS: several processes cannot share sqlite::memory:, set DATABASE_URL to a file or to PostgreSQL');
  }
  if (settings.VERIFY_EMAIL && !hasMail(settings)) {
    wrong.push('VERIFY_EMAIL: set SMTP_URL as well, the link that makes an account work goes by mail');
  }
  if (settings.FILES_URL.startsWith('s3:') && !(settings.AWS_ACCESS_KEY_ID && settings.AWS_SECRET_ACCESS_KEY)) {
    wrong.push('FILES_URL: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as well');
  }
  if (settings.ENVIRONMENT !== 'production') return wrong;
  const secret = weaknessOf(settings.SECRET_KEY);
  if (secret) wrong.push(`SECRET_KEY: ${secret}; make one with: openssl rand -hex 32`);
  const [weakness] = settings.ACCEPTED_SECRET_KEYS.flatMap((key) => weaknessOf(key) ?? []);
  if (weakness) wrong.push(`ACCEPTED_SECRET_KEYS: one ${weakness}: take it out: its clients refresh`);
  if (settings.SMTP_URL && settings.APP_URL === settingsSchema.shape.APP_URL.parse(undefined)) {
    wrong.push('APP_URL: set it to the address of your frontend, links in mail lead there');
  }
  if (settings.CORS_ORIGINS.includes('*')) {
    wrong.push('CORS_ORIGINS: "*" lets every page act for your users, list the exact origins in production');
  }
  return wrong;
}

/** `docker run --env-file` knows no quotes, and passes them on. */
function orQuotes(value = ''): string {
  return /^(["']).*\1$/s.test(value) ? ', without quotes around it' : '';
}

function sayPlainly(message: string): string {
  return message.replace(/^Invalid option: expected one of /, 'must be one of ').replace(/^Invalid input: /, '');
}
