import { createTestDatabase } from '@docket/kit/database';
import { expect, onTestFinished, test } from 'vitest';
import { insertAllInto } from '../src/insert-all.ts';
import { openDatabase } from '../src/open.ts';

test('writes many rows in their order and in few statements, and null where that is', async () => {
  const statements: string[] = [];
  const observer = { statement: ({ sql }: { sql: string }) => void statements.push(sql) };
  const database = await openDatabase(await createTestDatabase(), { observer });
  onTestFinished(() => database.close());
  const rows = Array.from({ length: 203 }, (_, at) => ({
    id: `id ${at}`,
    type: 'issue.created',
    subject_id: 'one',
    project_id: at % 2 === 0 ? null : 'web',
    actor_id: null,
    actor_name: `“${at}” ?`,
    data: '{"of":null}',
    created_at: '2026-01-31T09:30:00.000Z',
  }));
  await database.write((db) => insertAllInto(db, 'event', rows));
  expect(statements.filter((sql) => sql.startsWith('insert'))).toHaveLength(3 + 3); // 64, 64, 64, 8, 2, 1
  const columns = ['id', 'type', 'subject_id', 'project_id', 'actor_id', 'actor_name', 'data', 'created_at'] as const;
  const found = await database.read.selectFrom('event').select(columns).orderBy('position').execute();
  expect(found).toEqual(rows);
});

test('writes nothing where there are no rows', async () => {
  const database = await openDatabase(await createTestDatabase());
  onTestFinished(() => database.close());
  await database.write((db) => insertAllInto(db, 'event', []));
  expect(await database.read.selectFrom('event').selectAll().execute()).toEqual([]);
});
