// Runs on none: it opens no database.

// What is odd about what is set, and is no error.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { noteSettings } from '../../src/settings/notes.ts';
import { readSettings, settingsSchema } from '../../src/settings/settings.ts';
import { SettingsError } from '../../src/settings/settings-error.ts';

const SETTINGS = Object.keys(settingsSchema.shape);
const NO_FILE = '/nonexistent/.env';

function envFileWith(content: string | Buffer): string {
  const file = join(temporaryFolder(), '.env');
  writeFileSync(file, content);
  return file;
}

const inEnvironment = (env: Record<string, string>) => noteSettings(env, NO_FILE).map(({ message }) => message);

function inFile(content: string): string[] {
  const file = envFileWith(content);
  return noteSettings({}, file).map(({ message }) => message.replace(file, '.env'));
}

test('C84: any setting with one letter left out is noticed in .env, and the long ones in the environment', () => {
  for (const name of SETTINGS) {
    const slip = name.slice(0, 3) + name.slice(4);
    const note = `is no setting: did you mean ${name}?`;
    if (!/^(PORT|HOST|DOCS|OTEL_.*)$/.test(name)) expect(inFile(`${slip}=x`)).toEqual([`${slip} in .env ${note}`]);
    if (/^(?!OTEL_).{4,}_.{4,}$/.test(name)) expect(inEnvironment({ [slip]: 'x' })).toEqual([`${slip} ${note}`]);
  }
});

test.each([
  ['database_url', 'DATABASE_URL'],
  ['Port', 'PORT'],
  ['SECRET-KEY', 'SECRET_KEY'],
  ['DOCKET_SECRET_KEY', 'SECRET_KEY'],
  ['DATABASE_URI', 'DATABASE_URL'],
  ['CORS_ORIGIN', 'CORS_ORIGINS'],
])('C84: %s is taken for %s in another way of writing', (name, meant) => {
  expect(inEnvironment({ [name]: 'x' })).toEqual([`${name} is no setting: did you mean ${meant}?`]);
});

test('says nothing of settings, of names of others, and of variables that are not set', () => {
  const names =
    'PATH HOME HOSTNAME POST PROXY LOGNAME XDG_DATA_DIRS PGHOST PGPASSWORD npm_package_version DOCKET_TOKEN';
  const others = Object.fromEntries([...SETTINGS, ...names.split(' ')].map((name) => [name, 'x']));
  expect(inEnvironment(others)).toEqual([]);
  expect(inEnvironment({ DATABSE_URL: '', DOCKET_PORT: 'tcp://10.0.0.7:8000' })).toEqual([]);
  expect(inFile([...SETTINGS, 'SITE', 'POSTGRES_PASSWORD', 'PGPASSWORD', 'OTEL_LOG_LEVEL'].join('=x\n'))).toEqual([]);
});

test('says of any other name in .env that nothing reads it', () => {
  expect(inFile('CELERY_BROKER=x')).toEqual(['CELERY_BROKER in .env is no setting, and nothing reads it']);
});

test('A10: says why what guides name is not needed, or what to set in its place, and no value', () => {
  const named = ['REDIS_URL', 'API_V1_STR', 'BACKEND_CORS_ORIGINS', 'SMTP_HOST'];
  const values = Object.fromEntries(named.map((name) => [name, 'hunter2']));
  const said = [...inEnvironment(values), ...inFile(named.map((name) => `${name}=hunter2`).join('\n'))];
  const [inBoth, ...more] = [...Map.groupBy(said, (line) => line.includes(' in .env ')).values()].map((lines) =>
    lines.map((line) => line.replace(' in .env', '')).toSorted(),
  );
  expect(more).toEqual([inBoth]);
  expect(inBoth).toEqual([
    'API_V1_STR is not needed: the REST API is always at /api/v1',
    'BACKEND_CORS_ORIGINS is no setting: set CORS_ORIGINS',
    'REDIS_URL is not needed: limits, sessions and waiting mail are in the database',
    'SMTP_HOST is no setting: set SMTP_URL',
  ]);
  expect(said.join()).not.toContain('hunter2');
});

test('says that NODE_ENV makes no production, unless ENVIRONMENT is set', () => {
  expect(inEnvironment({ NODE_ENV: 'production' })).toEqual([
    expect.stringMatching(/^NODE_ENV=production .*ENVIRONMENT/),
  ]);
  expect(inEnvironment({ NODE_ENV: 'production', ENVIRONMENT: 'development' })).toEqual([]);
});

test('says that quotes are part of a value, as docker run --env-file passes them on', () => {
  expect(inEnvironment({ PROJECT_NAME: '"Bug Barn"' })).toEqual([expect.stringMatching(/^PROJECT_NAME has quotes/)]);
  expect(() => readSettings({ PORT: '"8000"' }, NO_FILE)).toThrow(
    'PORT: must be a whole number, without quotes around it',
  );
});

test.each([
  ['with a byte order mark', '\ufeffPORT=9000\nHOST=::1\n'],
  ['from Windows', '\ufeffPORT=9000\r\nHOST=::1\r\n'],
])('C51: .env %s loses no line', (_, content) => {
  expect(readSettings({}, envFileWith(content))).toMatchObject({ PORT: 9000, HOST: '::1' });
});

test.each([
  ['in UTF-16', Buffer.from('\ufeffPORT=9000\n', 'utf16le')],
  ['in UTF-16 of the other order', Buffer.from('\ufeffPORT=9000\n', 'utf16le').swap16()],
  ['in UTF-16 without a mark', Buffer.from('PORT=9000\n', 'utf16le')],
  ['in Latin-1', Buffer.from('PROJECT_NAME=Käfer\n', 'latin1')],
])('C51: .env %s is refused with one sentence', (_, content) => {
  const file = envFileWith(content);
  const refusal = new SettingsError(`${file} is not text in UTF-8 (perhaps in UTF-16): save it as UTF-8`);
  expect(() => readSettings({}, file)).toThrow(refusal);
});

test('says in one sentence that .env cannot be read', () => {
  const folder = temporaryFolder();
  expect(() => readSettings({}, folder)).toThrow(new RegExp(`^${folder} cannot be read \\(EISDIR.*make it readable`));
});

test('hands variables of PostgreSQL and OpenTelemetry in .env on to their libraries', () => {
  const env: Record<string, string> = { PGUSER: 'ada' };
  readSettings(env, envFileWith('PGPASSWORD=hunter2\nPGUSER=bob\nOTEL_LOG_LEVEL=none\nPROJECT_NAME=Barn\n'));
  expect(env).toEqual({ PGUSER: 'ada', PGPASSWORD: 'hunter2', OTEL_LOG_LEVEL: 'none' });
});
