import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { migrateUp } from '../../packages/db/src/migrate.ts';
import { migrations } from '../../packages/db/src/migrations/index.ts';
import { openSqlite } from '../../packages/db/src/sqlite/sqlite.ts';
import { queryPostgres, takeDatabase, takeEmptyDatabase } from './postgres-databases.ts';

export { queryPostgres };

type TestDatabaseOptions = {
  /** Without tables. */
  isEmpty?: boolean;
  /** That of the run when left out. PostgreSQL is there only in its own run. */
  engine?: 'sqlite' | 'postgresql';
  /** Registers what removes the database; with the test when left out. */
  onEnd?: OnEnd;
};

/** Registers what ends something: Vitest's `onTestFinished` or `afterAll`. */
export type OnEnd = (end: () => Promise<void> | void) => void;

/** By the names of the steps, since a test may add one. */
const migratedFiles = new Map<string, Promise<Buffer>>();

/** The engine on which the tests of this run stand. */
export function testEngine(): 'sqlite' | 'postgresql' {
  const engine = inject('engine');
  if (engine === 'none') throw new Error('This file opens a database: its first line says that it does not');
  return engine;
}

/** A folder of its own for a test, which is removed when the test ends. */
export function temporaryFolder(onEnd: (end: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'docket-test-'));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * The address of a fresh, migrated database on the engine of this run, which is removed when the
 * test ends. Connections and settings are those of production. The steps run once; every further
 * database is a copy.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<string> {
  const { isEmpty = false, engine = testEngine(), onEnd } = options;
  const postgres = inject('postgres');
  if (engine === 'postgresql' && postgres) {
    const { url, giveBack } = isEmpty ? await takeEmptyDatabase(postgres) : await takeDatabase(postgres);
    (onEnd ?? onTestFinished)(giveBack);
    return url;
  }
  const file = join(temporaryFolder(onEnd), 'docket.db');
  if (!isEmpty) writeFileSync(file, await migratedFile());
  return `sqlite:${file}`;
}

/** What a file of SQLite holds that was migrated, and has nothing in it. */
export function migratedFile(): Promise<Buffer> {
  const steps = Object.keys(migrations).join();
  const built = migratedFiles.get(steps) ?? buildMigratedFile();
  migratedFiles.set(steps, built);
  return built;
}

async function buildMigratedFile(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'docket-template-'));
  try {
    const file = join(folder, 'docket.db');
    const database = openSqlite(file);
    await migrateUp(database);
    await database.close(); // the last connection to close moves the log into the file
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The address of the PostgreSQL of this run, where a test may make databases and roles and has to remove them. */
export function postgresServer(): string {
  const postgres = inject('postgres');
  if (!postgres)
    throw new Error('This file needs PostgreSQL: name it "*.postgres.test.ts", and say so in its first line');
  return postgres.server;
}

/** Runs SQL on a database as another program would, whatever a server does meanwhile. */
export async function runSql(url: string, statements: string): Promise<void> {
  if (url.startsWith('postgres')) return void (await queryPostgres(url, statements));
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(process.argv[1], { timeout: 5000 });
    db.exec(process.argv[2]);
    db.exec('pragma wal_checkpoint(truncate)');
    db.close();`;
  const child = spawn(process.execPath, ['-e', script, url.replace('sqlite:', ''), statements], { stdio: 'ignore' });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`"${statements}" failed`);
}

/** Tells the planner of PostgreSQL how much there is by now, as autovacuum does, which is off in tests. SQLite's counts nothing. */
export async function countForPlanner(url: string): Promise<void> {
  if (url.startsWith('postgres')) await queryPostgres(url, 'analyze');
}
