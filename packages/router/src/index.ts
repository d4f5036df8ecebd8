export {
  type AttachedFile,
  assertMigrated,
  type BackupContent,
  type BadValue,
  backupDatabase,
  checkBackup,
  checkIndex,
  countDue,
  type Database,
  DatabaseError,
  type DatabaseLoad,
  type DatabaseObserver,
  type FileRestore,
  type FilesContent,
  findUnmovable,
  migrateDown,
  migrateUp,
  migrationStatus,
  moveDatabase,
  openDatabase,
  placeOfDatabase,
  type RanStatement,
  type Restored,
  rebuildIndex,
  restoreDatabase,
  type Source,
  type StartProgress,
  syncFolder,
  type TableMove,
} from '@docket/db';
export { listProcedures, type ProcedureInfo } from './catalog.ts';
export type { ByteRange } from './core/byte-range.ts';
export type { Context } from './core/context.ts';
export type { Download } from './core/download.ts';
export { type Conditions, conditionsHold, type EntityTags, entityTagOf } from './core/entity-tags.ts';
export {
  AppError,
  type Conflict,
  type ConflictValue,
  describeError,
  type ErrorCode,
  type ErrorDescription,
  errorTable,
  MAX_ISSUES,
  type ValidationIssue,
} from './core/errors.ts';
export { EVENT_TYPES } from './core/event-types.ts';
export { type Fault, faults, logFault, reasonOf } from './core/fault-log.ts';
export { newId } from './core/ids.ts';
export { nearest } from './core/nearest.ts';
export type { Around, Observer } from './core/observer.ts';
export { laterOf, positionText } from './core/positions.ts';
export { type Cookies, inProcessRequest, type LimitState, type RequestInfo } from './core/request.ts';
export { type TextKind, textKinds } from './core/schema.ts';
export type { Message, Stream } from './core/stream.ts';
export { fold } from './core/text.ts';
export { unknownNames } from './core/unknown-names.ts';
export type { SentFile, SentFiles } from './core/upload.ts';
export { readUnsubscribeToken } from './credentials/unsubscribe-token.ts';
export { type Caller, type CallerOptions, type Docket, type Identity, openDocket } from './docket.ts';
export { nameAtSource, originOfPerson } from './features/import/queries.ts';
export { ImportIssues } from './features/import/schema/inputs.ts';
export type { ImportResult } from './features/import/schema/result.ts';
export { reversed } from './features/relation/queries/sides.ts';
export { RELATION_TYPES, type RelationType } from './features/relation/schema.ts';
export { hasActiveAdmin } from './features/user/queries.ts';
export { countDeliveries } from './features/webhook/queries/sending.ts';
export { readerOf, restoreTo } from './files/backup.ts';
export { type CopiedFiles, copyFiles } from './files/copy.ts';
export { openFileStore } from './files/open-store.ts';
export type { FileStore } from './files/store.ts';
export { countOutbox } from './outbox/delivery.ts';
export { batchOf } from './procedures/answer-share.ts';
export type { Api } from './procedures/caller.ts';
export { type Admitted, type Call, isMutation, isRpc, type Procedure } from './procedures/chain.ts';
export { bodyBytes, type Lengths, withLengths } from './procedures/lengths.ts';
export { MAX_BODY_BYTES, type Manifest, type RestMethod, type Route } from './procedures/manifest.ts';

export { type ErrorShape, errorShape, resumed, trpcRouter } from './procedures/trpc.ts';
export { type AppRouter, api } from './root.ts';
export { warningOnMailLinks } from './settings/mail.ts';
export { noteSettings, type SettingsNote } from './settings/notes.ts';
export { secretKeyFile } from './settings/secret-key.ts';
export { checkSettings, readSettings, type Settings, settingsSchema } from './settings/settings.ts';
export { SettingsError } from './settings/settings-error.ts';
export type { LogPosition } from './visibility/handles.ts';
