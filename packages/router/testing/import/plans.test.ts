// What an import looks for is looked up by itself, also on a database that the planner takes for empty.

import { openDatabase } from '@docket/db';
import { openTestDocket } from '@docket/kit/docket';
import { indexesOf, recording } from '@docket/kit/plans';
import { afterAll, expect, test } from 'vitest';
import { newId } from '../../src/core/ids.ts';
import { findThoseHere } from '../../src/features/import/queries.ts';
import { readerFor } from '../../src/visibility/handles.ts';
import { SEES_ALL } from '../../src/visibility/sight.ts';

test('issues are looked up by their origins, and by their ids', async () => {
  const docket = await openTestDocket({}, afterAll);
  const database = await openDatabase(docket.settings.DATABASE_URL);
  afterAll(() => database.close());
  const { read, taken } = recording(database);
  await findThoseHere(readerFor(read, SEES_ALL), 'docket:export', Array.from({ length: 256 }, newId));
  const [byOrigin, byId, ...others] = taken();
  expect(others).toEqual([]);
  for (const [query, index] of [
    [byOrigin, /^(issue_imported_from_key|sqlite_autoindex_issue_\d)$/],
    [byId, /^(issue_pkey|sqlite_autoindex_issue_\d)$/],
  ] as const) {
    const indexes = query ? await indexesOf(database, query) : [];
    expect(indexes, query?.sql).toEqual([expect.stringMatching(index)]);
  }
});
