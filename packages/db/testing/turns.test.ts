// Two processes that want to write: here they are two sets of connections, which wait for each other all the same.

import { setImmediate as turn } from 'node:timers/promises';
import { createTestDatabase } from '@docket/kit/database';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Database } from '../src/database.ts';
import { openDatabase } from '../src/open.ts';

async function openTwice(): Promise<[Database, Database]> {
  const url = await createTestDatabase();
  const both: [Database, Database] = [await openDatabase(url), await openDatabase(url)];
  onTestFinished(async () => void (await Promise.all(both.map((database) => database.close()))));
  return both;
}

function draw(database: Database, during = async () => {}): Promise<number> {
  return database.write(async (db) => {
    const { value } = await db.selectFrom('counter').select('value').executeTakeFirstOrThrow();
    await during();
    await db
      .updateTable('counter')
      .set({ value: value + 1 })
      .execute();
    return value;
  });
}

/** A transaction that is under way until it is told to finish. */
async function beginToDraw(database: Database) {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const first = draw(database, () => {
    begun.resolve();
    return gate.promise;
  });
  await begun.promise;
  return { first, finish: gate.resolve };
}

/** Reads, and with that lets others go on. */
async function readOften(database: Database): Promise<void> {
  for (let count = 0; count < 50; count += 1) {
    expect(await database.read.selectFrom('counter').select('value').execute()).toEqual([{ value: 0 }]);
  }
}

test('answers reads while it waits for another process that writes, and then writes', async () => {
  const [one, other] = await openTwice();
  const { first, finish } = await beginToDraw(one);
  const second = draw(other);
  await readOften(other);
  finish();
  expect([await first, await second]).toEqual([0, 1]);
});

test('waits as long as ever when the clock is set forward meanwhile', async () => {
  const [one, other] = await openTwice();
  const { first, finish } = await beginToDraw(one);
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const second = Promise.allSettled([draw(other)]);
  await readOften(other);
  vi.setSystemTime(Date.now() + 3_600_000);
  for (const began = performance.now(); performance.now() - began < 50; ) await turn();
  finish();
  expect([await first, await second]).toEqual([0, [{ status: 'fulfilled', value: 1 }]]);
});

test('lets both have their turn, however much each of them writes', async () => {
  const [one, other] = await openTwice();
  const drawn = await Promise.all(Array.from({ length: 100 }, (_, count) => draw(count < 50 ? one : other)));
  expect(drawn.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, count) => count));
});
