// Runs on none: it opens no database.

import { expect, test } from 'vitest';
import { settingsSchema } from '../../src/settings/settings.ts';
import { complaintsOf } from './complaints.ts';

/** A wrong value for every setting that can be wrong, and what puts it right. */
const wrongValues: Record<string, [value: string, remedy: RegExp]> = {
  ENVIRONMENT: ['staging', /must be one of "development"\|"production"\|"test"/],
  LOG_LEVEL: ['loud', /must be one of "trace"/],
  METRICS_PORT: ['0', /must be at least 1/],
  METRICS_TOKEN: ['hunter2', /must have at least 16 characters/],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['localhost:4318', /must be a web address/],
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ['grpc://localhost:4317', /must be a web address/],
  OTEL_EXPORTER_OTLP_PROTOCOL: ['grpc', /must be one of "http\/protobuf"\|"http\/json"/],
  OTEL_TRACES_SAMPLER: ['sometimes', /must be one of "always_on"/],
  OTEL_TRACES_SAMPLER_ARG: ['2', /must be at most 1/],
  OTEL_BSP_SCHEDULE_DELAY: ['0', /must be at least 1/],
  OTEL_SDK_DISABLED: ['maybe', /must be one of .*"true"\|"false"/],
  SENTRY_DSN: ['https://hunter2.example.org/1', /must look like https:/],
  DEBUG: ['yes', /must be one of .*"true"\|"false"/],
  PORT: ['65536', /must be at most 65535/],
  WORKERS: ['0', /must be at least 1/],
  DATABASE_URL: ['mysql://root:hunter2@db/docket', /must look like sqlite:.* or postgresql:/],
  DATABASE_CONNECTIONS: ['0', /must be at least 1/],
  MIGRATE_ON_START: ['no', /must be one of .*"true"\|"false"/],
  ACCEPTED_SECRET_KEYS: ['hunter2', /must be a JSON list/],
  ACCESS_TOKEN_EXPIRE_MINUTES: ['1.5', /must be a whole number/],
  REFRESH_TOKEN_EXPIRE_DAYS: ['366', /must be at most 365/],
  SESSION_EXPIRE_DAYS: ['0', /must be at least 1/],
  BCRYPT_COST: ['3', /must be at least 4/],
  PROJECT_CREATION: ['nobody', /must be one of "open"\|"admins"/],
  REGISTRATION: ['maybe', /must be one of "open"\|"closed"/],
  VERIFY_EMAIL: ['yes', /must be one of .*"true"\|"false"/],
  PASSWORD_MIN_LENGTH: ['7', /must be at least 8/],
  PASSWORD_REFUSE_COMMON: ['yes', /must be one of .*"true"\|"false"/],
  PASSWORD_REFUSE_PERSONAL: ['yes', /must be one of .*"true"\|"false"/],
  FIRST_ADMIN_EMAIL: ['nobody', /must be an email address/],
  FIRST_ADMIN_PASSWORD: ['hunter2', /must have at least 8 characters/],
  SHOW_EMAILS: ['no', /must be one of .*"true"\|"false"/],
  COOKIE_NAME: ['__Host-mine', /must be letters, digits/],
  PUBLIC_URL: ['https://hunter2@example.org', /must be a scheme, a host and perhaps a path/],
  CORS_ORIGINS: ['http://localhost:3000', /must be a JSON list/],
  TRUSTED_PROXIES: ['["10.0.0"]', /each proxy must be an address/],
  WEBHOOKS_ALLOW: ['["10.0.0.1"]', /each network must be an address and its bits/],
  DOCS: ['off', /must be one of .*"true"\|"false"/],
  TRPC_DIRECT_PATH: ['off', /must be one of .*"true"\|"false"/],
  ISSUE_DESCRIPTION_MAX: ['100001', /must be at most 100000/],
  BIN_DAYS: ['-1', /must be/],
  FILES_URL: ['s3://hunter2@bucket', /must look like file:.* or s3:/],
  FILE_MAX: ['25 apples', /must be a size, such as 25MB/],
  FILES_PER_REQUEST: ['101', /must be at most 100/],
  FILES_PROJECT_QUOTA: ['10 TiB', /must be a size, such as 25MB/],
  RATE_LIMIT_READS: ['many', /must be a whole number/],
  RATE_LIMIT_WRITES: ['-1', /must be a whole number/],
  RATE_LIMIT_CONTENT: ['50 MB', /must be a whole number/],
  RATE_LIMIT_LOGINS: ['', /must be a whole number/],
  RATE_LIMIT_SIGNUPS: ['1e3', /must be a whole number/],
  APP_URL: ['app.example.org', /must be a web address/],
  SMTP_URL: ['http://user:hunter2@mail.example.org', /must look like smtps:/],
  MAIL_FROM: ['@', /must look like Docket <docket@example.org>/],
};

test('names every wrong setting at once, each in a line with its remedy and without its value', () => {
  const lines = complaintsOf(Object.fromEntries(Object.entries(wrongValues).map(([name, [value]]) => [name, value])));
  expect(lines.map((line) => line.split(': ')[0])).toEqual(
    Object.keys(settingsSchema.shape).filter((name) => name in wrongValues),
  );
  for (const line of lines) {
    const [, remedy] = wrongValues[line.split(': ')[0] ?? ''] ?? [];
    expect(line).toMatch(remedy ?? /^$/);
  }
  expect(lines.join('\n')).not.toContain('hunter2');
});

test('checks every setting that is not free text', () => {
  const free = ['PROJECT_NAME', 'VERSION', 'HOST', 'DATA_DIR', 'SECRET_KEY', 'METRICS_HOST', 'OTEL_SERVICE_NAME'];
  const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  const checked = Object.keys(wrongValues);
  expect(Object.keys(settingsSchema.shape).toSorted()).toEqual([...free, ...keys, ...checked].toSorted());
});
