export { type Database, DatabaseError, isUnavailable, type Reader, type Writer } from './database.ts';
export { jsonItems } from './json-items.ts';
export { merged } from './merged.ts';
export { assertMigrated, type MigrationStep, migrateDown, migrateUp, migrationStatus } from './migrate.ts';
export { moveDatabase, type TableMove } from './move/move.ts';
export type { DatabaseLoad, DatabaseObserver, RanStatement } from './observer.ts';
export { openDatabase } from './open.ts';
export { type Bind, type Bound, prepared } from './prepared.ts';
export type { Tables } from './tables.ts';
