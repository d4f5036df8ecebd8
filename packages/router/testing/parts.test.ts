// What concerns any number of rows is done in parts: others have their turn between them, and nobody sees half of it.

import type { Writer } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket, refusalOf, type TestDocket } from '@docket/kit/docket';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { beginDeletion } from '../src/features/label/commands/delete.ts';
import { clearOut } from '../src/housekeeping.ts';
import { writingAs } from '../src/visibility/handles.ts';
import { SEES_ALL } from '../src/visibility/sight.ts';

/** More than two parts of what takes the longest. */
const ISSUES = 450;

async function tracker() {
  const docket = await openTestDocket();
  const [admin, bob] = [await docket.createUser('admin', 'admin'), await docket.createUser('bob')];
  const label = await admin.caller.label.create({ name: 'Big' });
  await fillInBulk(docket.database, {
    issues: ISSUES,
    authors: [bob.user.id],
    assigned: '1 = 1',
    labels: [{ id: label.id, on: '1 = 1' }],
  });
  return { docket, admin, bob, label };
}

type Table = 'issue_label' | 'issue_assignee' | 'rate_limit' | 'deletion';

async function countRows(db: Pick<Writer, 'getExecutor'>, table: Table): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
    db as Writer,
  );
  return rows[0]?.count ?? 0;
}

/** How many rows others see in their turns, until the work is done. */
async function seenMeanwhile({ database }: TestDocket, table: Table, work: Promise<unknown>): Promise<number[]> {
  const seen: number[] = [];
  let isDone = false;
  const ended = work.finally(() => {
    isDone = true;
  });
  while (!isDone) seen.push(await database.write((db) => countRows(db, table)));
  await ended;
  return seen;
}

test('takes a deleted label off its issues in parts, and shows it to nobody after the first', async () => {
  const { docket, admin, bob, label } = await tracker();
  const deleting = admin.caller.label.delete({ id: label.id });
  const seen = await seenMeanwhile(docket, 'issue_label', deleting);
  expect(seen.some((links) => links > 0 && links < ISSUES)).toBe(true);
  expect(await countRows(docket.database.read as Writer, 'issue_label')).toBe(0);
  expect(await countRows(docket.database.read as Writer, 'deletion')).toBe(0);
  for (const id of ['1', String(ISSUES)]) {
    const { items } = await bob.caller.issue.events({ id });
    expect(items.at(-1)).toMatchObject({
      type: 'issue.updated',
      actor: { id: admin.user.id },
      changes: [{ field: 'labels', from: ['Big'], to: [] }],
    });
  }
});

test('shows nobody a label whose deletion a server did not end, and ends it with the next clearing', async () => {
  const { docket, admin, bob, label } = await tracker();
  const by = { actor: { kind: 'system', name: 'cleaner' } as const, at: docket.clock.now.toISOString() };
  expect(
    await docket.database.write((inner) => writingAs(inner, SEES_ALL, (db) => beginDeletion(db, label.id, by))),
  ).toBe(false);
  expect(await refusalOf(bob.caller.label.get({ id: label.id }))).toMatchObject({ code: 'label_not_found' });
  expect((await bob.caller.label.list({})).items).toEqual([]);
  expect((await bob.caller.issue.list({ size: 100, page: 5 })).items.every(({ labels }) => labels.length === 0)).toBe(
    true,
  );
  expect((await bob.caller.issue.list({ label: ['big'] })).items).toEqual([]);
  expect((await bob.caller.label.create({ name: 'big' })).id).not.toBe(label.id);
  expect(await refusalOf(admin.caller.label.delete({ id: label.id }))).toMatchObject({ code: 'label_not_found' });

  await clearOut(docket.database, docket.clock.now.toISOString());
  expect(await countRows(docket.database.read as Writer, 'issue_label')).toBe(0);
  expect(await countRows(docket.database.read as Writer, 'deletion')).toBe(0);
  const { items } = await bob.caller.issue.events({ id: String(ISSUES) });
  expect(items.at(-1)).toMatchObject({ actor_name: 'cleaner', changes: [{ from: ['Big'], to: [] }] });
});

test('takes a deleted user off the issues in parts', async () => {
  const { docket, admin, bob } = await tracker();
  const seen = await seenMeanwhile(docket, 'issue_assignee', admin.caller.user.delete({ id: bob.user.id }));
  expect(seen.some((links) => links > 0 && links < ISSUES)).toBe(true);
  expect((await admin.caller.issue.list({ assignee: 'none' })).total).toBe(ISSUES);
  expect(await countRows(docket.database.read as Writer, 'deletion')).toBe(0);
});

test('clears expired rows in parts', async () => {
  const docket = await openTestDocket();
  const expires_at = docket.clock.now.toISOString();
  const limits = Array.from({ length: 2500 }, (_, nth) => ({ key: `old:${nth}`, points: 1, expires_at }));
  await docket.database.write((db) => db.insertInto('rate_limit').values(limits).execute());
  docket.clock.advance(1);
  const seen = await seenMeanwhile(docket, 'rate_limit', clearOut(docket.database, docket.clock.now.toISOString()));
  expect(seen.some((rows) => rows > 0 && rows < limits.length)).toBe(true);
  expect(await countRows(docket.database.read as Writer, 'rate_limit')).toBe(0);
});

test('stops clearing between two parts when the server does', async () => {
  const docket = await openTestDocket();
  const expires_at = docket.clock.now.toISOString();
  const limits = Array.from({ length: 2500 }, (_, nth) => ({ key: `old:${nth}`, points: 1, expires_at }));
  await docket.database.write((db) => db.insertInto('rate_limit').values(limits).execute());
  docket.clock.advance(1);
  const stopping = new AbortController();
  const clearing = clearOut(docket.database, docket.clock.now.toISOString(), stopping.signal);
  stopping.abort();
  await clearing;
  expect(await countRows(docket.database.read as Writer, 'rate_limit')).toBeGreaterThan(0);
});
