// A list walks the index of the rarest of its conditions. Whichever that is, no statement does more than walk it.

import { openDatabase } from '@docket/db';
import { faultsOf, recording } from '@docket/kit/plans';
import { openWorld } from '@docket/kit/world';
import { afterAll, expect, test } from 'vitest';
import type { Filter } from '../../src/features/issue/queries/filter.ts';
import { sourceOf } from '../../src/features/issue/queries/list.ts';
import { waysOf } from '../../src/features/issue/queries/ways.ts';
import { readerFor } from '../../src/visibility/handles.ts';
import { SEES_ALL } from '../../src/visibility/sight.ts';

const ID = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';

const parts: Filter[][] = [
  [{}, { label_ids: [ID] }, { label_ids: [ID, ID.replace('019', '01a')] }],
  [{}, { assignee_id: ID }, { unassigned: true }],
  [{}, { author_id: ID }],
  [{}, { statuses: ['open'] }, { statuses: ['open', 'closed'] }],
  [{}, { priorities: ['low'] }, { priorities: ['low', 'high'] }],
];

const filters = parts.reduce(
  (all, part) => all.flatMap((filter) => part.map((more) => ({ ...filter, ...more }))),
  [{}],
);

test('walks an index on every way to what a filter asks for', async () => {
  const { docket } = await openWorld();
  const database = await openDatabase(docket.settings.DATABASE_URL);
  afterAll(() => database.close());
  const { read, taken } = recording(database);
  const after = { created_at: '2026-01-31T09:30:00.000Z', id: ID };
  for (const filter of filters) {
    for (const way of waysOf(filter)) {
      const { find, giveUp, count } = sourceOf(readerFor(read, SEES_ALL), way);
      await find({ after: undefined, offset: 0, limit: 20 });
      await find({ after, offset: 0, limit: 20 });
      await giveUp?.(undefined);
      await giveUp?.(after);
      await count();
    }
  }
  const statements = taken();
  expect(statements.length).toBeGreaterThan(filters.length);
  for (const query of statements) expect(await faultsOf(database, query), query.sql).toEqual([]);
});
