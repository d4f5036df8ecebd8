import type { Migration } from 'kysely/migration';
import * as initial from './0001_initial.ts';

/** All steps, oldest first. A released step is never changed: add another. */
export const migrations: Record<string, Migration> = {
  '0001_initial': initial,
};
