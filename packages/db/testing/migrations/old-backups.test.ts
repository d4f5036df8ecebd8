// Runs on sqlite, and on both with FAULTS=long: it makes a database twice for each migration.

import { allRows } from '@docket/kit/both-engines';
import { expect, test } from 'vitest';
import { migrateUp } from '../../src/migrate.ts';
import { migrations } from '../../src/migrations/index.ts';
import { backup, restore } from '../backup/backups.ts';
import { migrateTo, openEmpty, stepRows } from './step-rows.ts';

test.each(Object.keys(migrations))('a backup from %s is restored as the database itself is migrated', async (step) => {
  const [source, target] = [await openEmpty(), await openEmpty()];
  for (const earlier of Object.keys(migrations).filter((name) => name <= step)) {
    await source.write(async (db) => {
      await migrateTo(db, earlier);
      for (const row of stepRows[earlier]?.rows ?? []) await row.execute(db);
    });
  }
  await restore((await backup(source)).bytes, target);
  await migrateUp(source);
  expect(await allRows(target)).toEqual(await allRows(source));
});
