import { nearest } from '../core/nearest.ts';
import { readEnvFile } from './env-file.ts';
import { settingsSchema } from './settings.ts';

/** Something odd about what is set that is no error. No value is in it. */
export type SettingsNote = { level: 'info' | 'warn'; message: string };

const SETTINGS = Object.keys(settingsSchema.shape);

/** Names that guides to servers of this kind set, and what is in their place here. */
const OF_GUIDES: Record<string, SettingsNote> = {
  REDIS_URL: { level: 'info', message: 'is not needed: limits, sessions and waiting mail are in the database' },
  API_V1_STR: { level: 'info', message: 'is not needed: the REST API is always at /api/v1' },
  ALGORITHM: { level: 'info', message: 'is not needed: access tokens are always signed with HS256' },
  BACKEND_CORS_ORIGINS: { level: 'warn', message: 'is no setting: set CORS_ORIGINS' },
  EMAILS_FROM_EMAIL: { level: 'warn', message: 'is no setting: set MAIL_FROM' },
  FIRST_SUPERUSER: { level: 'warn', message: 'is no setting: set FIRST_ADMIN_EMAIL' },
  FIRST_SUPERUSER_PASSWORD: { level: 'warn', message: 'is no setting: set FIRST_ADMIN_PASSWORD' },
  SMTP_HOST: { level: 'warn', message: 'is no setting: set SMTP_URL' },
};

/** What others read from `.env`: our command, compose.yaml, the driver of PostgreSQL, OpenTelemetry. */
const OF_OTHERS = /^(DOCKET_|COMPOSE_|OTEL_|PG[A-Z]+$|SITE$|POSTGRES_PASSWORD$|TEST_POSTGRES_URL$)/;

/**
 * What a start should say about names that are nearly those of settings, and about those that guides name. In `.env`
 * every unknown name was meant for us; in the environment only one that looks like ours.
 *
 * @throws SettingsError when the file cannot be read
 */
export function noteSettings(env: NodeJS.Dict<string> = process.env, envFile = '.env'): SettingsNote[] {
  const file = readEnvFile(envFile);
  const set = Object.entries(env).filter(([, value]) => value);
  const notes = [
    ...Object.keys(file).map((name) => noteOnLine(name, envFile)),
    ...set.map(([name, value = '']) => noteOnVariable(name, value)),
  ].filter((note) => note !== undefined);
  if (env['NODE_ENV'] !== 'production' || env['ENVIRONMENT'] || file['ENVIRONMENT']) return notes;
  const message = 'NODE_ENV=production makes nothing safer here: set ENVIRONMENT=production';
  return [...notes, { level: 'warn', message }];
}

function noteOnLine(name: string, file: string): SettingsNote | undefined {
  const [exact, known] = [withoutPrefix(name), OF_GUIDES[name]];
  if (SETTINGS.includes(name) || (OF_OTHERS.test(name) && !exact)) return undefined;
  if (known) return { level: known.level, message: `${name} in ${file} ${known.message}` };
  const meant = exact ?? nearest(name, SETTINGS, { tolerance: 0.3 });
  return {
    level: 'warn',
    message: `${name} in ${file} is no setting${meant ? `: did you mean ${meant}?` : ', and nothing reads it'}`,
  };
}

function noteOnVariable(name: string, value: string): SettingsNote | undefined {
  if (SETTINGS.includes(name)) return noteOnQuotes(name, value);
  const known = OF_GUIDES[name];
  if (known) return { level: known.level, message: `${name} ${known.message}` };
  const meant = value.startsWith('tcp://') ? undefined : settingLike(name); // Kubernetes names its services so
  return meant === undefined ? undefined : { level: 'warn', message: `${name} is no setting: did you mean ${meant}?` };
}

function settingLike(name: string): string | undefined {
  const exact = withoutPrefix(name);
  if (exact !== undefined || OF_OTHERS.test(name)) return exact;
  // Short names are near to too many others: PORT to POST.
  return nearest(name, SETTINGS, { tolerance: /^(?=.*_).{8,}$/.test(name) ? 0.2 : 0 });
}

/** `DOCKET_DATABASE_URL` is meant for us, too. */
function withoutPrefix(name: string): string | undefined {
  return SETTINGS.find((setting) => name === `DOCKET_${setting}`);
}

/** `docker run --env-file` knows no quotes, and passes them on. */
function noteOnQuotes(name: string, value: string): SettingsNote | undefined {
  if (!/^(["']).*\1$/s.test(value)) return undefined;
  return { level: 'warn', message: `${name} has quotes around its value, which are part of it: leave them out` };
}
