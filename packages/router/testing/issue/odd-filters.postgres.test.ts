// Runs on postgresql: it counts what connections to that engine prepare.

// C14: filters that nobody asks for twice.

import { openTestDocket } from '@docket/kit/docket';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { ListIssues } from '../../src/features/issue/schema/list.ts';

/** As different as filters can be: each is a statement of its own. */
function* oddFilters(): Generator<Partial<ListIssues>> {
  const statuses = ['open', 'in_progress', 'closed'] as const;
  const priorities = ['low', 'medium', 'high'] as const;
  const people = [{}, { author: 'ada' }, { assignee: 'ada' }, { author: 'ada', assignee: 'none' }];
  for (let labels = 1; labels <= 5; labels += 1) {
    for (let status = 0; status <= 3; status += 1) {
      for (let priority = 0; priority <= 3; priority += 1) {
        const label = Array.from({ length: labels }, (_, at) => `label ${at}`);
        const given = { label, status: statuses.slice(0, status), priority: priorities.slice(0, priority) };
        for (const person of people) yield { ...given, ...person };
      }
    }
  }
}

test('C14: what is asked again and again is prepared once, also after a start with 261 odd filters', async () => {
  const docket = await openTestDocket({ DATABASE_CONNECTIONS: '1' });
  const { caller } = await docket.createUser('ada');
  for (let at = 0; at < 5; at += 1) await caller.label.create({ name: `label ${at}` });
  await caller.issue.create({ title: 'Crash', description: 'on save' });
  const odd = [...oddFilters()].slice(0, 261);
  const askOddly = async () => {
    for (const filter of odd) await caller.issue.list(filter);
  };
  /** When the statement of `get` was prepared, on the one connection that reads. */
  const preparedAt = async () => {
    const { rows } = await sql<{ at: string }>`
      select prepare_time::text as at from pg_prepared_statements where statement like '%"issue"."number" in%'
    `.execute(docket.database.read);
    return rows.map(({ at }) => at);
  };
  await caller.issue.get({ id: '1' });
  await askOddly();
  for (let times = 0; times < 3; times += 1) await caller.issue.get({ id: '1' });
  const first = await preparedAt();
  expect(first).toHaveLength(1);
  for (let round = 0; round < 2; round += 1) {
    await askOddly();
    await caller.issue.get({ id: '1' });
  }
  expect(await preparedAt()).toEqual(first);
});
