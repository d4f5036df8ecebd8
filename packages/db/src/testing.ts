import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { migrateUp } from './migrate.ts';
import { openSqlite } from './sqlite.ts';

export type TestDatabase = { url: string; remove(): void };

let migratedFile: Promise<Buffer> | undefined;

/**
 * A fresh, migrated database file of its own for a test, with the connections and settings of
 * production. The steps run once per test process; every further database is a copy.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  migratedFile ??= buildMigratedFile();
  const folder = mkdtempSync(join(tmpdir(), 'docket-test-'));
  const file = join(folder, 'docket.db');
  writeFileSync(file, await migratedFile);
  return { url: `sqlite:${file}`, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function buildMigratedFile(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-template-'));
  try {
    const file = join(folder, 'docket.db');
    const database: Database = openSqlite(file);
    await migrateUp(database);
    await database.close(); // the last connection to close moves the log into the file
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
