export type { MigrationStep } from '@docket/db';
export { assertMigrated, DatabaseError, migrateDown, migrateUp, migrationStatus } from '@docket/db';
export type { Cookies, RequestInfo } from './core/context.ts';
export {
  AppError,
  describeError,
  type ErrorCode,
  type ErrorDescription,
  errorTable,
  isUnexpected,
  type ValidationIssue,
} from './core/errors.ts';
export { newId } from './core/ids.ts';
export type { Access, Meta, RestMethod } from './core/meta.ts';
export { type Caller, type Credentials, type Docket, openDocket } from './docket.ts';
export { type AppRouter, appRouter } from './root.ts';
export { readSettings, type Settings, SettingsError, settingsSchema } from './settings.ts';
