// Whatever is called, the index of words is afterwards what it would be if it were made anew.

import { compareWords } from '@docket/kit/issue-words';
import { serveWorld } from '@docket/kit/world';
import { afterAll, expect, test } from 'vitest';
import { casesOf, inputOf, rows } from '../cases/index.ts';
import { throughCaller } from '../parity/doors.ts';

const world = await serveWorld(afterAll);

test.each(Object.entries(rows))('%s leaves the index as it would be made anew', async (procedure, row) => {
  for (const one of casesOf(row)) {
    await world.restore();
    await throughCaller(world, { procedure, as: one.as, input: inputOf(one, world) });
    const { found, anew } = await compareWords(world.docket.database);
    expect(found).toEqual(anew);
  }
});

test('there is something in the index of the world', async () => {
  await world.restore();
  expect((await compareWords(world.docket.database)).found).not.toEqual([]);
});
