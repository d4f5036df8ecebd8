// Runs on postgresql: it copies between both engines at once.

import { DIRECTIONS, openOn } from '@docket/kit/both-engines';
import { compareWords } from '@docket/kit/issue-words';
import { expect, test } from 'vitest';
import type { Database } from '../../src/database.ts';
import { moveDatabase } from '../../src/move/move.ts';
import { countDue, indexAll, setAllDue } from '../../src/search/due.ts';
import { backup, fill, restore } from '../backup/backups.ts';

const ISSUES = 7;

async function filled(engine: Parameters<typeof openOn>[0]): Promise<Database> {
  const database = await openOn(engine);
  await fill(database, ISSUES);
  await database.write(setAllDue);
  await indexAll(database);
  return database;
}

/** A copy has no words at first, and says so; then a server reads them. */
async function expectFilledAnew(copy: Database): Promise<void> {
  expect(await countDue(copy.read)).toBe(ISSUES);
  expect((await compareWords(copy)).found).toEqual([]);
  await indexAll(copy);
  const { found, anew } = await compareWords(copy);
  expect(found).toEqual(anew);
  expect(found.length).toBeGreaterThan(ISSUES);
}

test.each(DIRECTIONS)(
  'a move from $from to $to leaves the index behind, and has it made anew',
  async ({ from, to }) => {
    const [source, target] = [await filled(from), await openOn(to, { isEmpty: true })];
    await moveDatabase({
      from: source,
      to: target,
      startProgress: () => ({ advance: () => undefined, stop: () => undefined }),
    });
    await expectFilledAnew(target);
  },
);

test.each(DIRECTIONS)('a backup of $from has no index, and what is restored to $to has it made anew', async (way) => {
  const [source, target] = [await filled(way.from), await openOn(way.to, { isEmpty: true })];
  const { bytes, additions } = await backup(source);
  expect(additions).toEqual([]);
  await restore(bytes, target);
  await expectFilledAnew(target);
});
