import { setImmediate } from 'node:timers/promises';
import { openDatabase } from '@docket/db';
import { openTestDocket, type TestDocket } from '@docket/kit/docket';
import { expect, onTestFinished, test } from 'vitest';
import { readLog } from '../../src/features/event/queries/log.ts';
import { Feed, type FeedBounds } from '../../src/feed/feed.ts';
import type { Follower } from '../../src/feed/follower.ts';

const SMALL: FeedBounds = { entries: 5, bytes: 1_000_000, page: 2 };

/** A feed on a connection of its own, as another process has it; `reads` are the positions after which it read. */
async function feedOf({ settings }: TestDocket, bounds?: FeedBounds) {
  const database = await openDatabase(settings.DATABASE_URL);
  onTestFinished(() => database.close());
  const reads: number[] = [];
  const last = async () => {
    const [row] = await database.read
      .selectFrom('event')
      .select('position')
      .orderBy('position', 'desc')
      .limit(1)
      .execute();
    return row?.position ?? 0;
  };
  const read = (after: number, most: number) => {
    reads.push(after);
    return readLog(database.read, after, most);
  };
  const feed = new Feed({ database, read, last, ...(bounds && { bounds }) });
  onTestFinished(() => feed.stop());
  return { feed, reads, last };
}

async function take(follower: Follower, count: number): Promise<number[]> {
  const positions: number[] = [];
  while (positions.length < count) positions.push(...(await follower.next()).map(({ position }) => position));
  return positions;
}

async function positionsIn({ database }: TestDocket, after = 0): Promise<number[]> {
  const rows = await database.read
    .selectFrom('event')
    .select('position')
    .where('position', '>', after)
    .orderBy('position')
    .execute();
  return rows.map(({ position }) => position);
}

const label = (docket: TestDocket, name: string) => docket.caller({ system: 'test' }).label.create({ name });

async function labels(docket: TestDocket, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await label(docket, `${count} ${at}`);
}

test('tells what another process writes, in the order of the log, from the position on that is asked for', async () => {
  const docket = await openTestDocket();
  await labels(docket, 3);
  const { feed, last } = await feedOf(docket);
  const [all, fresh] = await Promise.all([feed.follow(0), feed.follow(await last())]);
  const before = await last();
  await labels(docket, 4);
  const expected = await positionsIn(docket);
  expect(await take(all, expected.length)).toEqual(expected);
  expect(await take(fresh, 4)).toEqual(await positionsIn(docket, before));
});

test('reads what is new once for all who follow, and nothing while nobody does', async () => {
  const docket = await openTestDocket();
  await labels(docket, 1);
  const { feed, reads, last } = await feedOf(docket);
  const end = await last();
  const followers = await Promise.all(Array.from({ length: 50 }, () => feed.follow(end)));
  const waiting = followers.map((one) => take(one, 1));
  await label(docket, 'one more');
  expect(new Set((await Promise.all(waiting)).flat())).toEqual(new Set([await last()]));
  expect(reads.length).toBeLessThan(10);
  for (const one of followers) one.end();
  expect(feed.load()).toEqual({ followers: 0, entries: 0, bytes: 0 });
  const before = reads.length;
  await label(docket, 'for nobody');
  const late = await feed.follow(await last());
  await label(docket, 'seen again');
  expect(await take(late, 1)).toEqual([await last()]);
  expect(reads.slice(before).every((after) => after > end)).toBe(true);
});

test('keeps a bounded part of the log in memory, and who is behind it reads the database by pages', async () => {
  const docket = await openTestDocket();
  const { feed, reads, last } = await feedOf(docket, SMALL);
  const start = await last();
  const [slow, quick] = [await feed.follow(start), await feed.follow(start)];
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) {
    await label(docket, name);
    await take(quick, 1);
    expect(feed.load().entries).toBeLessThanOrEqual(SMALL.entries);
  }
  const first = reads.length;
  const expected = await positionsIn(docket, start);
  expect(await take(slow, 9)).toEqual(expected);
  expect(reads.slice(first)).toEqual([start, expected[1]]); // the others are in memory
});

test('forgets large events sooner', async () => {
  const docket = await openTestDocket();
  const { feed, last } = await feedOf(docket, { entries: 1000, bytes: 4000, page: 10 });
  const follower = await feed.follow(await last());
  const { id } = await label(docket, 'x');
  for (const letter of ['a', 'b', 'c', 'd']) {
    await docket.caller({ system: 'test' }).label.update({ id, description: letter.repeat(190) });
  }
  await take(follower, 5);
  expect(feed.load().bytes).toBeLessThanOrEqual(4000);
  expect(feed.load().entries).toBeLessThan(5);
});

test('leaves out nothing where positions have gaps', async () => {
  const docket = await openTestDocket();
  const { feed, last } = await feedOf(docket, SMALL);
  const follower = await feed.follow(await last());
  const before = await last();
  for (let at = 0; at < 6; at += 1) {
    await label(docket, `kept ${at}`);
    const rolledBack = docket.database.write(async (db) => {
      const row = { id: docket.settings.PROJECT_NAME + at, type: 'label.created', subject_id: 'x', data: '{}' };
      await db
        .insertInto('event')
        .values({ ...row, created_at: '2026-01-01T00:00:00.000Z' })
        .execute();
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
  }
  expect(await take(follower, 6)).toEqual(await positionsIn(docket, before));
});

test('ends all who follow at once, and tells who comes later', async () => {
  const docket = await openTestDocket();
  const { feed } = await feedOf(docket);
  const waiting = (await feed.follow(0)).next().catch((error: unknown) => error);
  const idle = feed.follow(1_000_000).then((one) => one.next());
  feed.stop();
  await expect(idle).rejects.toMatchObject({ name: 'AbortError' });
  expect(await waiting).toSatisfy((end) => Array.isArray(end) || (end as Error).name === 'AbortError');
  await expect((await feed.follow(0)).next()).rejects.toMatchObject({ name: 'AbortError' });
  expect(feed.load().followers).toBe(0);
});

test('two processes tell the same', async () => {
  const docket = await openTestDocket();
  const feeds = [await feedOf(docket, SMALL), await feedOf(docket)];
  const start = await feeds[0]?.last();
  const followers = await Promise.all(feeds.map(({ feed }) => feed.follow(start ?? 0)));
  const [one, other] = followers.map((follower) => take(follower, 20));
  await labels(docket, 20);
  expect(await one).toEqual(await positionsIn(docket, start));
  expect(await other).toEqual(await one);
});

test('wakes many who follow some at a time: between them, others have their turn', async () => {
  const docket = await openTestDocket();
  const { feed, last } = await feedOf(docket);
  const end = await last();
  const followers = await Promise.all(Array.from({ length: 400 }, () => feed.follow(end)));
  let told = 0;
  const waiting = followers.map(async (one) => {
    await one.next();
    told += 1;
  });
  await label(docket, 'heard by many');
  const turns = [told];
  for (; told < followers.length; turns.push(told)) await setImmediate();
  await Promise.all(waiting);
  const toldInATurn = turns.slice(1).map((after, at) => after - (turns[at] ?? 0));
  expect(Math.max(...toldInATurn)).toBeLessThanOrEqual(8);
});
