// The doors agree: one call, made through the typed client, REST and in process, comes to the same.

import { listProcedures } from '@docket/router';
import { afterAll, describe, expect, test } from 'vitest';
import { type Case, cases, imported } from './cases.ts';
import { comparable, type Door, makeWorld, throughCaller, throughClient, throughRest } from './doors.ts';

test('every procedure has its cases, a success and an error', () => {
  const procedures = listProcedures().map(({ name }) => name);
  expect(Object.keys(cases).sort()).toEqual([...procedures].sort());
  const incomplete = procedures.filter((name) => {
    const outcomes = new Set(cases[name]?.map(({ gives }) => (gives === 'ok' ? 'ok' : 'error')));
    return outcomes.size < 2;
  });
  expect(incomplete).toEqual([]);
});

describe.each(Object.entries(cases))('%s', (procedure, ofProcedure) => {
  test.each(ofProcedure)('gives the same through every door: $gives, as $as', async (one) => {
    const inProcess = await outcome(throughCaller, procedure, one);
    expect(inProcess).toHaveProperty(one.gives === 'ok' ? 'data' : 'error');
    expect(inProcess).toMatchObject(one.gives === 'ok' ? {} : { error: { code: one.gives } });
    expect(await outcome(throughClient, procedure, one)).toEqual(inProcess);
    expect(await outcome(throughRest, procedure, one)).toEqual(inProcess);
  });
});

/** One world for all calls that change nothing. */
const unchanging = await makeWorld(afterAll);
const mutations = new Set(listProcedures().flatMap(({ name, kind }) => (kind !== 'query' ? [name] : [])));

/** A call that writes is made in a world of its own, so that one can not see what another has changed. */
async function outcome(door: Door, procedure: string, one: Case): Promise<unknown> {
  const { as, input, gives, hasCookie = true } = one;
  const writes = gives === 'ok' && mutations.has(procedure);
  const found = writes ? await makeWorld() : unchanging;
  const world = hasCookie ? found : { ...found, cookie: '' };
  const given = typeof input === 'function' ? input(world) : input;
  return comparable(await door(world, { procedure, as, input: given }));
}

test('an imported issue, longer than a new one may be, reads the same through every door', async () => {
  const world = await makeWorld();
  const description = 'Long ago, '.repeat(1000);
  const comments = [
    { author: 'ekr', body: description, created_at: imported.created_at, updated_at: imported.updated_at },
  ];
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
  }
});
