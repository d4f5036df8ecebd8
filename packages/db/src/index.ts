export type * from './account-tables.ts';
export type * from './attachment-tables.ts';
export { type Backup, backupDatabase } from './backup/backup.ts';
export { findUnmovable } from './backup/examine.ts';
export type { AttachedFile, BackupContent, FilesContent } from './backup/format.ts';
export { checkBackup, type Source } from './backup/read.ts';
export { type FileRestore, type Restored, restoreDatabase } from './backup/restore.ts';
export type { ReadFile } from './backup/write-files.ts';
export {
  type Database,
  DatabaseError,
  isUnavailable,
  type Reader,
  type SnapshotWrite,
  type Writer,
} from './database.ts';
export { eachText, type From, forEachText, fromTable, issuesOfEach, textOfEach } from './each-text.ts';
export { makeFolder, syncFolder } from './folders.ts';
export { insertAllInto, type NewRow } from './insert-all.ts';
export { isOneNumberOf, isOneOf, jsonItems } from './json-items.ts';
export { MAIN_PROJECT_ID } from './main-project.ts';
export { merged } from './merged.ts';
export { assertMigrated, type MigrationStep, migrateDown, migrateUp, migrationStatus } from './migrate.ts';
export type { BadValue } from './move/bad-values.ts';
export type { StartProgress, TableMove } from './move/fill.ts';
export { moveDatabase } from './move/move.ts';
export type * from './notification-tables.ts';
export type { DatabaseLoad, DatabaseObserver, RanStatement } from './observer.ts';
export { openDatabase, placeOfDatabase } from './open.ts';
export { type Bind, type Bound, prepared } from './prepared.ts';
export { raisedVersion } from './raised-version.ts';
export { checkIndex } from './search/check.ts';
export { ALL_DUE, countDue, indexAll, indexLabel, rebuildIndex, whatIsDue } from './search/due.ts';
export { type Highlight, highlightsOf } from './search/highlights.ts';
export { hasText, TextHits } from './search/hits.ts';
export { type IndexedTexts, indexIssues, indexNewIssues } from './search/indexing.ts';
export { textTest } from './search/one-text.ts';
export { TEXT_FIELDS, type TextField } from './search/plain-query.ts';
export { DEEPEST_TEXT_QUERY, type TextQuery, textQueryFor, textQueryOf } from './search/text-query.ts';
export { tidyIndex } from './search/tidy.ts';
export { isOneDense, type Word, wordsOf } from './search/words.ts';
export type { Tables } from './tables.ts';
export type * from './webhook-tables.ts';
export type * from './work-tables.ts';
