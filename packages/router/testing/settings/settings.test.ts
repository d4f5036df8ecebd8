// Runs on none: it opens no database.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { checkSettings, readSettings } from '../../src/settings/settings.ts';
import { complaintsOf } from './complaints.ts';

const STRONG_KEY = '7c1f0a9be4d2836550aa1e9f3c7b4d8266f0e1a2b3c4d5e6';

function envFileWith(content: string): string {
  const file = join(temporaryFolder(), '.env');
  writeFileSync(file, content);
  return file;
}

test('needs no setting at all in development', () => {
  expect(checkSettings({})).toEqual({
    PROJECT_NAME: 'Issue Tracker API',
    VERSION: '0.1.0',
    ENVIRONMENT: 'development',
    LOG_LEVEL: 'info',
    DEBUG: false,
    HOST: '127.0.0.1',
    PORT: 8000,
    WORKERS: 1,
    DATA_DIR: './data',
    DATABASE_URL: 'sqlite:data/docket.db',
    DATABASE_CONNECTIONS: 10,
    MIGRATE_ON_START: true,
    ACCEPTED_SECRET_KEYS: [],
    ACCESS_TOKEN_EXPIRE_MINUTES: 30,
    REFRESH_TOKEN_EXPIRE_DAYS: 7,
    SESSION_EXPIRE_DAYS: 90,
    BCRYPT_COST: 12,
    REGISTRATION: 'open',
    PROJECT_CREATION: 'open',
    VERIFY_EMAIL: false,
    PASSWORD_MIN_LENGTH: 8,
    PASSWORD_REFUSE_COMMON: false,
    PASSWORD_REFUSE_PERSONAL: false,
    SHOW_EMAILS: true,
    CORS_ORIGINS: ['http://localhost:3000'],
    TRUSTED_PROXIES: [],
    WEBHOOKS_ALLOW: [],
    DOCS: true,
    RATE_LIMIT_READS: 6000,
    RATE_LIMIT_WRITES: 600,
    RATE_LIMIT_CONTENT: 50_000_000,
    TRPC_DIRECT_PATH: true,
    ISSUE_DESCRIPTION_MAX: 2000,
    BIN_DAYS: 30,
    FILES_URL: 'file:data/files',
    FILE_MAX: 25 * 1024 ** 2,
    FILES_PER_REQUEST: 10,
    FILES_PROJECT_QUOTA: 10 * 1024 ** 3,
    RATE_LIMIT_LOGINS: 10,
    RATE_LIMIT_SIGNUPS: 20,
    APP_URL: 'http://localhost:3000',
    MAIL_FROM: 'Docket <docket@localhost>',
    METRICS_HOST: '127.0.0.1',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_SERVICE_NAME: 'docket',
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    OTEL_TRACES_SAMPLER_ARG: 1,
    OTEL_BSP_SCHEDULE_DELAY: 5000,
    OTEL_SDK_DISABLED: false,
  });
});

test('keeps database and files inside DATA_DIR and listens on every address in production', () => {
  const settings = checkSettings({ DATA_DIR: '/var/lib/docket', ENVIRONMENT: 'production', SECRET_KEY: STRONG_KEY });
  const inside = { DATABASE_URL: 'sqlite:/var/lib/docket/docket.db', FILES_URL: 'file:/var/lib/docket/files' };
  expect(settings).toMatchObject({ ...inside, HOST: '0.0.0.0' });
});

test('is strict with accounts in production, unless told otherwise', () => {
  const production = { ENVIRONMENT: 'production', SECRET_KEY: STRONG_KEY };
  expect(checkSettings(production)).toMatchObject({
    REGISTRATION: 'closed',
    PROJECT_CREATION: 'admins',
    PASSWORD_REFUSE_COMMON: true,
  });
  const lax = checkSettings({ ...production, REGISTRATION: 'open', PASSWORD_REFUSE_COMMON: 'false' });
  expect(lax).toMatchObject({ REGISTRATION: 'open', PASSWORD_REFUSE_COMMON: false });
});

test('asks for a mail server in production where accounts work once a mail was read', () => {
  const given = { ENVIRONMENT: 'production', SECRET_KEY: STRONG_KEY, VERIFY_EMAIL: 'true' };
  expect(complaintsOf(given)).toEqual([expect.stringMatching(/^VERIFY_EMAIL: set SMTP_URL/)]);
  const mail = { SMTP_URL: 'smtp://mail.example.org', APP_URL: 'https://app.example.org' };
  expect(complaintsOf({ ...given, ...mail })).toEqual([]);
});

test('refuses half a first admin, and a database in memory for several processes', () => {
  expect(complaintsOf({ FIRST_ADMIN_EMAIL: 'ada@example.org' })).toEqual([
    'FIRST_ADMIN_EMAIL and FIRST_ADMIN_PASSWORD: set both or neither',
  ]);
  expect(complaintsOf({ WORKERS: '2', DATABASE_URL: 'sqlite::memory:' })).toEqual([
    expect.stringMatching(/^WORKERS: /),
  ]);
});

test.each([
  ['none', undefined, 'is required in production'],
  ['a short', 'k3y-with-31-bytes-0123456789abc', 'must have at least 32 bytes'],
  ['a one-letter', 'a'.repeat(64), 'is too easy to guess'],
  ['a monotonous', 'abababababababababababababababababababab', 'is too easy to guess'],
  ["FastAPI's", '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7', 'is a published example'],
  ["jwt.io's", 'a-string-secret-at-least-256-bits-long', 'is a published example'],
  ['a placeholder', 'please-change-me-before-you-go-live-0123', 'is a published example'],
  ["Django's", 'django-insecure-k2j8v7c6x5z4q3w2e1r0tyu', 'is a published example'],
  ['a made-up', 'Password-of-the-tracker-of-our-team-7', 'is a published example'],
  ['a requested', '<generate with openssl rand -hex 32>', 'is a published example'],
  ['a repeated', '0123456789abcdef0123456789abcdef', 'is too easy to guess'],
  ['a counted', '1234567890123456789012345678901234', 'is too easy to guess'],
  ['an alphabetic', 'abcdefghijklmnopqrstuvwxyz123456', 'is too easy to guess'],
  ['a countdown', 'zyxwvutsrqponmlkjihgfedcba987654', 'is too easy to guess'],
  ['a key of nine characters', 'kq7x2mz9wkkq7x2mz9ww7kq2xm9zkwq7xm', 'is too easy to guess'],
])('refuses %s SECRET_KEY in production, says how to make one, and does not print it', (_, key, reason) => {
  const lines = complaintsOf({ ENVIRONMENT: 'production', ...(key && { SECRET_KEY: key }) });
  expect(lines).toEqual([`SECRET_KEY: ${reason}; make one with: openssl rand -hex 32`]);
  expect(lines.join()).not.toContain(key ?? 'undefined');
});

test('refuses weak keys among the accepted ones in production, and does not print them', () => {
  const keys = { SECRET_KEY: STRONG_KEY, ACCEPTED_SECRET_KEYS: '["hunter2"]' };
  const lines = complaintsOf({ ENVIRONMENT: 'production', ...keys });
  expect(lines).toEqual(['ACCEPTED_SECRET_KEYS: one must have at least 32 bytes: take it out: its clients refresh']);
  const second = { ...keys, ACCEPTED_SECRET_KEYS: JSON.stringify([STRONG_KEY, 'hunter2']) };
  expect(complaintsOf({ ENVIRONMENT: 'production', ...second })).toEqual(lines);
  expect(complaintsOf(keys)).toEqual([]);
});

test('wants to know in production where the links in mail lead', () => {
  const given = { ENVIRONMENT: 'production', SECRET_KEY: STRONG_KEY, SMTP_URL: 'smtp://mail.example.org' };
  expect(complaintsOf(given)).toEqual([expect.stringMatching(/^APP_URL: /)]);
  expect(complaintsOf({ ...given, APP_URL: 'https://app.example.org' })).toEqual([]);
});

test.each(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '::ffff:10.0.0.1', 'loopback'])(
  'takes %s for a proxy',
  (proxy) => {
    expect(checkSettings({ TRUSTED_PROXIES: `["${proxy}"]` }).TRUSTED_PROXIES).toEqual([proxy]);
  },
);

test('counts the bytes of the key, not its characters', () => {
  const key = 'äöüßéèêçñøåæœþðı'; // 16 characters, 32 bytes
  expect(complaintsOf({ ENVIRONMENT: 'production', SECRET_KEY: key })).toEqual([]);
});

test('refuses every origin at once in production, and not in development', () => {
  const given = { CORS_ORIGINS: '["*"]', SECRET_KEY: STRONG_KEY };
  expect(complaintsOf({ ...given, ENVIRONMENT: 'production' })).toEqual([expect.stringMatching(/^CORS_ORIGINS: "\*"/)]);
  expect(complaintsOf(given)).toEqual([]);
});

test('reads .env, lets the environment win, and takes an empty value for none', () => {
  const file = envFileWith('PORT=9000\nPROJECT_NAME="From the file"\nVERSION=2.0.0\nREGISTRATION=closed\n');
  const settings = readSettings({ PORT: '9001', VERSION: '' }, file);
  expect(settings).toMatchObject({
    PORT: 9001,
    PROJECT_NAME: 'From the file',
    VERSION: '0.1.0',
    REGISTRATION: 'closed',
  });
});

test('takes the names of settings by upper and lower case', () => {
  expect(readSettings({ port: '9001' }, '/nonexistent/.env').PORT).toBe(8000);
});

test('takes a key of ten different characters, and no empty folder for data', () => {
  expect(complaintsOf({ ENVIRONMENT: 'production', SECRET_KEY: 'kq7x2mz9w4kq7x2mz9ww4k7q2xm9zkwq7xm4' })).toEqual([]);
  expect(complaintsOf({ DATA_DIR: '' })).toEqual([expect.stringMatching(/^DATA_DIR: /)]);
});
