// Issues that are made part of each other on both sides at once: no circle comes of it.

import { openDatabase } from '@docket/db';
import { admin, send } from '@docket/kit/target';
import { expect, onTestFinished, test } from 'vitest';
import { callBoth, createIssue, startPair } from './several-servers.ts';

const ISSUES = 20;
const CALLS = 200;
const LEVELS = 10;

const pair = await startPair();
const [here] = pair;
const { access_token: token } = await admin(here);

test(`of ${CALLS} issues that are put under others at random, none comes to be under itself`, async () => {
  for (let made = 0; made < ISSUES; made += 1) await createIssue(here, token);
  const any = () => 1 + Math.floor(Math.random() * ISSUES);
  const answers = await callBoth(pair, { count: CALLS }, (target) =>
    send(target, `PATCH /api/v1/issues/${any()}`, { token, json: { parent: `${any()}` } }),
  );
  const statuses = answers.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 422]));
  const database = await openDatabase(here.database);
  onTestFinished(() => database.close());
  const rows = await database.read.selectFrom('issue').select(['id', 'parent_id', 'child_count']).execute();
  const parents = new Map(rows.map(({ id, parent_id }) => [id, parent_id]));
  for (const { id, child_count } of rows) {
    let levels = 0;
    for (let at: string | null = id; at !== null && levels <= LEVELS; at = parents.get(at) ?? null) levels += 1;
    expect(levels).toBeLessThanOrEqual(LEVELS);
    expect(child_count).toBe(rows.filter(({ parent_id }) => parent_id === id).length);
  }
});
