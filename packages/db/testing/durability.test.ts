// F1 of what Docket must withstand: what was acknowledged is there after kill -9, and nothing is half there.

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { spawnNode } from '@docket/kit/child';
import { createTestDatabase } from '@docket/kit/database';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../src/open.ts';

const ROUNDS = 4;

/** 32 writers, of whose writes every fifth fails half way. Each prints the name of what was acknowledged. */
const program = `
  import { writeSync } from 'node:fs';
  const [module, url, round] = process.argv.slice(1);
  const { openDatabase } = await import(module);
  const database = await openDatabase(url);
  async function writeOn(writer) {
    for (let count = 0; ; count += 1) {
      const name = round + '-' + writer + '-' + count;
      const event = { id: name, type: 'test.written', subject_id: name, data: '{}', created_at: '2026-01-31T09:30:00.000Z' };
      await database.write(async (db) => {
        await db.insertInto('counter').values({ name, value: 1 }).execute();
        if (count % 5 === 4) throw new Error('half way');
        await db.insertInto('event').values(event).execute();
      }).then(() => writeSync(1, name + '\\n'), () => undefined);
    }
  }
  await Promise.all(Array.from({ length: 32 }, (_, writer) => writeOn(writer)));
`;

/** What was acknowledged until the writers were killed, soon after they had begun. */
async function writeUntilKilled(url: string, round: number): Promise<string[]> {
  const module = import.meta.resolve('../src/open.ts');
  const args = ['--input-type=module', '--eval', program, module, url, String(round)];
  const child = spawnNode(args);
  child.stderr.pipe(process.stderr);
  onTestFinished(() => void child.kill('SIGKILL'));
  const acknowledged: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (name) => {
    acknowledged.push(name);
    if (acknowledged.length === 150 + round * 37) child.kill('SIGKILL');
  });
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return acknowledged;
}

test('has all that 32 writers at once were told is written, and no half of anything, after kill -9', async () => {
  const url = await createTestDatabase();
  const acknowledged: string[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) acknowledged.push(...(await writeUntilKilled(url, round)));
  expect(acknowledged.length).toBeGreaterThan(ROUNDS * 150);
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  const counters = await database.read.selectFrom('counter').select('name').where('name', '<>', 'rights').execute();
  const events = await database.read.selectFrom('event').select('subject_id').execute();
  const written = new Set(counters.map(({ name }) => name));
  expect(acknowledged.filter((name) => !written.has(name))).toEqual([]);
  expect(new Set(events.map(({ subject_id }) => subject_id))).toEqual(written);
  expect(await database.isSound()).toBe(true);
});
