// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// J6: a key that an issue had leads to it through every door, wherever a procedure takes the key of an issue.

import { serveWorld } from '@docket/kit/world';
import { listProcedures } from '@docket/router';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { inputOf, rows } from '../cases/index.ts';
import { comparable, type Door, throughCaller, throughClient, throughCommand, throughRest } from './doors.ts';

const world = await serveWorld(afterAll);
const { issue, project } = world.users.ada.caller;

await project.create({ key: 'APP', name: 'App' });
const { id } = world.issue;
const web = await issue.update({ id, project: 'WEB' });
const app = await issue.update({ id, project: 'APP' });
await project.update({ project: 'WEB', key: 'SITE' });
await world.keep();

/** Each that it had, in both keys of the project that was renamed. */
const KEYS = [world.issue.key, String(world.issue.number), web.key, `site-${web.number}`, app.key];

const shapeOf = (schema: unknown) => (schema as { shape?: Record<string, unknown> } | undefined)?.shape ?? {};

/** Whether it takes what issues are named by, and nothing else. */
function takesIssueKeys(schema: unknown): boolean {
  const { safeParse } = schema as { safeParse(value: unknown): { success: boolean } };
  const takes = (value: string) => safeParse(value).success;
  return [id, ...KEYS].every(takes) && !['WEB-0', '0', 'two words'].some(takes);
}

/** Of the bin, where the issue is not. */
const OTHERS = ['issue.purge'];

const procedures = listProcedures().filter(({ name }) => !OTHERS.includes(name));
const takers = procedures.flatMap(({ name, input }) =>
  Object.entries(shapeOf(input)).flatMap(([field, schema]) => (takesIssueKeys(schema) ? [[name, field] as const] : [])),
);

beforeEach(() => world.restore());

test('there are procedures that take the key of an issue', () => {
  expect(takers.map(([name]) => name)).toEqual(
    expect.arrayContaining([
      'issue.get',
      'issue.update',
      'issue.events',
      'comment.create',
      'comment.list',
      'event.list',
    ]),
  );
});

describe.each<[string, Door]>([
  ['the caller', throughCaller],
  ['the typed client', throughClient],
  ['REST', throughRest],
  ['the command', throughCommand],
])('through %s', (_door, door) => {
  test.each(takers)('%s takes every key that an issue had as its %s', async (name, field) => {
    const row = rows[name] ?? expect.fail(`${name} has no row`);
    const { as } = row.succeeds[0];
    const input = inputOf(row.succeeds[0], world) as object;
    const isBeside = field !== 'id' && takers.some(([taker, other]) => taker === name && other === 'id');
    const given = isBeside ? { ...input, id: world.related.id } : input; // it names another one
    const call = async (key: string) => {
      await world.restore();
      const outcome = await door(world, { procedure: name, as, input: { ...given, [field]: key } });
      expect(outcome, key).toHaveProperty('data');
      return comparable(outcome);
    };
    const expected = await call(id);
    for (const key of KEYS) expect(await call(key), key).toEqual(expected);
  });
});
