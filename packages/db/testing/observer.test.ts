import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '@docket/kit/database';
import { expect, onTestFinished, test } from 'vitest';
import type { Reader } from '../src/database.ts';
import type { RanStatement } from '../src/observer.ts';
import { openDatabase } from '../src/open.ts';
import { type Bound, prepared } from '../src/prepared.ts';

async function observed() {
  const ran: RanStatement[] = [];
  const commits: number[] = [];
  const observer = {
    statement: (one: RanStatement) => void ran.push(one),
    commit: (writes: number) => void commits.push(writes),
  };
  const database = await openDatabase(await createTestDatabase(), { observer });
  onTestFinished(() => database.close());
  ran.length = 0; // of opening
  return { database, ran, commits };
}

const at = '2026-11-26T00:00:00.000Z';

const label = (name: string) => ({
  id: randomUUID(),
  name,
  name_key: name,
  unique_key: name,
  color: '#ffffff',
  created_at: at,
  updated_at: at,
});

test('tells of each statement, with its time and without its values, whether it only reads', async () => {
  const { database, ran } = await observed();
  await database.write((db) => db.insertInto('label').values(label('c4n4ry')).execute());
  const find = prepared((db: Reader, { name }: Bound<{ name: string }>) =>
    db.selectFrom('label').selectAll().where('name', '=', name),
  );
  await find(database.read, { name: 'c4n4ry' });
  await database.read.selectFrom('label').select('name').where('name', '=', 'c4n4ry').execute();
  const said = ran.map(({ sql, isRead }) => [sql.split(' ', 1)[0]?.toLowerCase(), isRead]);
  expect(said.filter(([, isRead]) => isRead)).toEqual([
    ['select', true],
    ['select', true],
  ]);
  expect(said).toContainEqual(['begin', false]);
  expect(said).toContainEqual(['insert', false]);
  expect(ran.some(({ sql }) => sql.endsWith('commit'))).toBe(true);
  expect(JSON.stringify(ran)).not.toContain('c4n4ry');
  for (const { milliseconds, began } of ran) {
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    expect(began + milliseconds).toBeLessThanOrEqual(performance.now());
  }
});

test('tells of a statement that fails', async () => {
  const { database, ran } = await observed();
  await expect(
    database.write((db) =>
      db
        .insertInto('label')
        .values([label('a'), label('a')])
        .execute(),
    ),
  ).rejects.toThrow();
  expect(ran.some(({ sql, isRead }) => sql.startsWith('insert') && !isRead)).toBe(true);
});

test('tells how many writes were committed, and how many wait', async () => {
  const { database, commits } = await observed();
  const names = ['a', 'b', 'c', 'd'];
  const waited: number[] = [];
  const writes = names.map((name) =>
    database.write((db) => {
      waited.push(database.load().writes_waiting);
      return db.insertInto('label').values(label(name)).execute();
    }),
  );
  const failing = database.write(() => Promise.reject(new Error('no'))).catch(String);
  await Promise.all([...writes, failing]);
  expect(waited).toEqual([4, 3, 2, 1]);
  expect(commits.reduce((sum, one) => sum + one, 0)).toBe(names.length);
  expect(database.load().writes_waiting).toBe(0);
});
