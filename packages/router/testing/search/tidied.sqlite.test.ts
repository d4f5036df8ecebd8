// Runs on sqlite: PostgreSQL merges the parts of its index by itself.

import { openTestDocket } from '@docket/kit/docket';
import { expect, test, vi } from 'vitest';
import { countPartsOnSqlite } from '../../../db/src/sqlite/search.ts';
import { SILENT } from '../../src/core/log.ts';

test('what issues leave of parts in the index is merged in the background', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  const parts = () => countPartsOnSqlite(docket.database.read);
  for (let at = 0; (await parts()) <= 5; at += 1)
    await caller.issue.create({ title: `Crash ${at}`, description: 'It happens' });
  docket.startBackground(SILENT);
  await vi.waitFor(async () => expect(await parts()).toBeLessThanOrEqual(5), { timeout: 60_000 });
  expect((await caller.search.issues({ q: 'crash' })).total).toBeGreaterThan(5);
});
