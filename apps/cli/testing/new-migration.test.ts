// Runs on none: it opens no database.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { createMigration } from '../src/new-migration.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../packages/db/src/migrations');

test('adds a step behind the last one, which fails until it is written', async () => {
  const { folder, steps } = copyOfIndex();
  const number = String(steps.length + 1).padStart(4, '0');

  expect(createMigration(folder, 'add_due_date')).toBe(`${number}_add_due_date.ts`);

  const index = await import(pathToFileURL(join(folder, 'index.ts')).href);
  expect(Object.keys(index.migrations)).toEqual([...steps, `${number}_add_due_date`]);
  await expect(index.migrations[`${number}_add_due_date`].up()).rejects.toThrow('is not written yet');
});

test.each([
  ['Initial migration', 'initial_migration'],
  ['  Add due-date  to issues ', 'add_due_date_to_issues'],
  ['delete', 'delete'],
  ['migrations', 'migrations'],
])('A12: "%s" is the step %s, which the index can import', async (title, name) => {
  const { folder, steps } = copyOfIndex();
  const file = createMigration(folder, title);
  expect(file).toBe(`${String(steps.length + 1).padStart(4, '0')}_${name}.ts`);
  const index = await import(pathToFileURL(join(folder, 'index.ts')).href);
  expect(Object.keys(index.migrations)).toEqual([...steps, file.replace('.ts', '')]);
});

test.each(['../evil', '1st', 'Größe', 'a'.repeat(81), ' ', ''])('refuses the name "%s"', (name) => {
  const { folder } = copyOfIndex();
  const before = readdirSync(folder);
  expect(() => createMigration(folder, name)).toThrow('is no name for a step');
  expect(readdirSync(folder)).toEqual(before);
});

test('refuses a name that is taken', () => {
  const { folder } = copyOfIndex();
  createMigration(folder, 'add_due_date');
  expect(() => createMigration(folder, 'Add due date')).toThrow('There is already a step "add_due_date"');
});

/** The index of the real migrations, with steps beside it that do nothing. */
function copyOfIndex(): { folder: string; steps: string[] } {
  const folder = temporaryFolder();
  const files = readdirSync(MIGRATIONS).filter((file) => /^\d{4}_\w+\.ts$/.test(file));
  for (const file of files) writeFileSync(join(folder, file), 'export async function up() {}\n');
  writeFileSync(join(folder, 'index.ts'), readFileSync(join(MIGRATIONS, 'index.ts')));
  return { folder, steps: files.map((file) => file.replace('.ts', '')).sort() };
}
