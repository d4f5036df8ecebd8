// Runs on postgresql: it tests what its driver hands over.

import { createTestDatabase } from '@docket/kit/database';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/postgres/postgres.ts';

async function handedOver(expression: string): Promise<unknown> {
  const database = await openPostgres(await createTestDatabase());
  onTestFinished(() => database.close());
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(database.read);
  return rows[0]?.value;
}

test.each([
  ["timestamptz '2026-01-31T09:30:00Z'", '2026-01-31T09:30:00.000Z'],
  ["timestamptz '2026-01-31T09:30:00.100Z'", '2026-01-31T09:30:00.100Z'],
  ["timestamptz '2026-01-31T09:30:00.12Z'", '2026-01-31T09:30:00.120Z'],
  ["timestamptz '2026-01-31T09:30:00.123Z'", '2026-01-31T09:30:00.123Z'],
  ["timestamptz '2026-01-31T09:30:00.003Z'", '2026-01-31T09:30:00.003Z'],
  ["timestamptz '2026-01-31T01:30:00+02:00'", '2026-01-30T23:30:00.000Z'],
  ["timestamptz '0001-01-01T00:00:00Z'", '0001-01-01T00:00:00.000Z'],
  ["timestamptz '9999-12-31T23:59:59.999Z'", '9999-12-31T23:59:59.999Z'],
  ['null::timestamptz', null],
  ['count(*)', 1],
  ['sum(x::bigint) from (values (1), (2)) as t(x)', 3],
  ['9007199254740991::bigint', Number.MAX_SAFE_INTEGER],
  [`'{"b" : 1,  "a":[ ]}'::json`, '{"b" : 1,  "a":[ ]}'],
])('hands %s over as SQLite does', async (expression, value) => {
  expect(await handedOver(expression.includes(' from ') ? `(select ${expression})` : expression)).toEqual(value);
});
