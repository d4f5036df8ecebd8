import { countDue, indexAll } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket } from '@docket/kit/docket';
import { compareWords } from '@docket/kit/issue-words';
import { expect, test } from 'vitest';
import { setAllDue } from '../../../db/src/search/due.ts';

/** More than two parts, whether of a deletion or of what is read. */
const ISSUES = 1200;

async function tracker() {
  const docket = await openTestDocket();
  const { caller, user } = await docket.createUser('admin', 'admin');
  const [small, big] = [await caller.label.create({ name: 'Small' }), await caller.label.create({ name: 'Big' })];
  const labels = [
    { id: small.id, on: 'i % 100 = 0' },
    { id: big.id, on: 'i % 2 = 0' },
  ];
  await fillInBulk(docket.database, { issues: ISSUES, authors: [user.id], labels, comments: 2 });
  await docket.database.write(setAllDue);
  return { caller, database: docket.database, small, big };
}

test('reads the words of all issues in parts, from the newest down, and can be stopped between two', async () => {
  const { database } = await tracker();
  const stopping = new AbortController();
  const left: number[] = [];
  await indexAll(database, {
    stop: stopping.signal,
    onPart(due) {
      left.push(due);
      if (left.length === 2) stopping.abort();
    },
  });
  expect(left[0]).toBe(ISSUES);
  expect(left[1]).toBeLessThan(ISSUES);
  expect(await countDue(database.read)).toBeGreaterThan(0);
  await indexAll(database);
  expect(await countDue(database.read)).toBe(0);
  const { found, anew } = await compareWords(database);
  expect(found).toEqual(anew);
});

test('reads issues with a renamed label at once where they are few, and else in parts', async () => {
  const { caller, database, small, big } = await tracker();
  await indexAll(database);
  await caller.label.update({ id: small.id, name: 'Tiny' });
  expect(await countDue(database.read)).toBe(0);
  await caller.label.update({ id: big.id, name: 'Huge' });
  expect(await countDue(database.read)).toBe(ISSUES);
  await indexAll(database);
  const { found, anew } = await compareWords(database);
  expect(found).toEqual(anew);
});

test('forgets a deleted label in parts', async () => {
  const { caller, database, big } = await tracker();
  await indexAll(database);
  await caller.label.delete({ id: big.id });
  const { found, anew } = await compareWords(database);
  expect(found).toEqual(anew);
});
