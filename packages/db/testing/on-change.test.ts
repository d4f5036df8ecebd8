import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { createTestDatabase } from '@docket/kit/database';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Database } from '../src/database.ts';
import { openDatabase } from '../src/open.ts';

async function open(url: string): Promise<Database> {
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  return database;
}

let names = 0;

async function add({ write }: Database): Promise<void> {
  names += 1;
  const row = { name: `n${names}`, value: names };
  await write((db) => db.insertInto('counter').values(row).execute());
}

/** Counts calls, and lets a test wait for the next one. */
function ear() {
  const target = new EventTarget();
  const heard = { calls: 0, next: () => once(target, 'call') };
  const listener = () => {
    heard.calls += 1;
    target.dispatchEvent(new Event('call'));
  };
  return { heard, listener };
}

test('tells of a commit of this process before the write is answered', async () => {
  const database = await open(await createTestDatabase());
  const { heard, listener } = ear();
  database.onChange(listener);
  const before = heard.calls;
  await add(database);
  expect(heard.calls).toBeGreaterThan(before);
});

test('tells nobody of a write that was rolled back', async () => {
  const database = await open('sqlite::memory:');
  await database.write((db) =>
    db.schema.createTable('counter').addColumn('name', 'text').addColumn('value', 'integer').execute(),
  );
  const { heard, listener } = ear();
  database.onChange(listener);
  const failing = database.write(async (db) => {
    await db.insertInto('counter').values({ name: 'not', value: 1 }).execute();
    throw new Error('taken back');
  });
  await expect(failing).rejects.toThrow('taken back');
  expect(heard.calls).toBe(0);
  await add(database);
  expect(heard.calls).toBe(1);
});

test('tells of what others commit', async () => {
  const url = await createTestDatabase();
  const [here, there] = [await open(url), await open(url)];
  const { heard, listener } = ear();
  here.onChange(listener);
  for (let round = 0; round < 3; round += 1) {
    const next = heard.next();
    await add(there);
    await next;
  }
});

test('looks for what others commit while somebody listens, and not before or after', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const database = await open(await createTestDatabase());
  const others = vi.getTimerCount(); // a file is looked after, whoever listens
  const ends = [database.onChange(ear().listener), database.onChange(ear().listener)];
  expect(vi.getTimerCount()).toBe(others + 1);
  for (const end of [...ends, ...ends]) end();
  expect(vi.getTimerCount()).toBe(others);
  database.onChange(ear().listener);
  expect(vi.getTimerCount()).toBe(others + 1);
  await database.close();
  database.onChange(ear().listener);
  expect(vi.getTimerCount()).toBe(0);
});

test('goes on for others when one of them throws, and ends for who has heard enough', async () => {
  const database = await open(await createTestDatabase());
  const [first, second] = [ear(), ear()];
  database.onChange(() => {
    throw new Error('a fault of the listener');
  });
  database.onChange(async () => {
    throw new Error('a fault that comes later');
  });
  const end = database.onChange(first.listener);
  database.onChange(second.listener);
  await add(database);
  end();
  await turn(); // a promise that nobody catches would end the process
  const [ended, going] = [first.heard.calls, second.heard.calls];
  await add(database);
  expect(first.heard.calls).toBe(ended);
  expect(second.heard.calls).toBeGreaterThan(going);
});

test('is silent once the database is closed, and keeps nothing open', async () => {
  const url = await createTestDatabase();
  const [here, there] = [await open(url), await open(url)];
  const [closed, other] = [ear(), ear()];
  here.onChange(closed.listener);
  there.onChange(other.listener);
  await here.close();
  const { calls } = closed.heard;
  const next = other.heard.next();
  await add(there);
  await next;
  expect(closed.heard.calls).toBe(calls);
});
