import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Database } from './database.ts';
import { migrateUp } from './migrate.ts';
import { openSqlite } from './sqlite.ts';

let migratedFile: Promise<Buffer> | undefined;

/** A folder of its own for a test, which is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'docket-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * The address of a fresh, migrated database file, which is removed when the test ends. Connections
 * and settings are those of production. The steps run once per test process; every further
 * database is a copy.
 */
export async function createTestDatabase(): Promise<string> {
  migratedFile ??= buildMigratedFile();
  const file = join(temporaryFolder(), 'docket.db');
  writeFileSync(file, await migratedFile);
  return `sqlite:${file}`;
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
