// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// The doors agree: one call, made through the typed client, REST and in process, comes to the same, and is told the same
// position of its commit. command.test.ts has the command.

import { serveWorld } from '@docket/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { imported } from '../cases/import.ts';
import { casesOf, rows } from '../cases/index.ts';
import { throughCaller, throughClient, throughCommand, throughRest } from './doors.ts';
import { hearing, outcome } from './positions.ts';

const world = hearing(await serveWorld(afterAll));

describe.each(Object.entries(rows))('%s', (procedure, row) => {
  test.each(casesOf(row))('comes to the same through every door, as $as: $code', async (one) => {
    const inProcess = await outcome(world, throughCaller, { procedure, one });
    expect(inProcess).toMatchObject(one.code ? { error: { code: one.code } } : {});
    expect(inProcess).toHaveProperty(one.code ? 'error' : 'data');
    expect(await outcome(world, throughClient, { procedure, one })).toEqual(inProcess);
    expect(await outcome(world, throughRest, { procedure, one })).toEqual(inProcess);
  });
});

test('an imported issue, longer than a new one may be, reads the same through every door', async () => {
  await world.restore();
  const description = 'Long ago, '.repeat(1000);
  const { created_at, updated_at } = imported;
  const comments = [{ author: 'ekr', body: description, created_at, updated_at }];
  const issues = [{ ...imported, number: 42, description, comments }];
  await world.users.root.caller.archive.import({ source: 'github:a/b', labels: [], issues });
  for (const [procedure, input] of [
    ['issue.get', { id: '42' }],
    ['comment.list', { issue_id: '42' }],
    ['issue.events', { id: '42' }],
    ['issue.list', { author: 'ekr', status: ['closed'] }],
  ] as const) {
    const call = { procedure, as: 'bob', input } as const;
    const inProcess = await throughCaller(world, call);
    expect(inProcess).not.toHaveProperty('error');
    expect(await throughClient(world, call)).toEqual(inProcess);
    expect(await throughRest(world, call)).toEqual(inProcess);
    expect(await throughCommand(world, call)).toEqual(inProcess);
  }
});
