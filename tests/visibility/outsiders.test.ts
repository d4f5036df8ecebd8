// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// T38: what is in a private project does not show to whoever is not in it, and asking for it is as asking for nothing: the
// same answer after the same statements. Every procedure is walked, one that is added later as well.

import { serveWorld } from '@docket/kit/world';
import { isMutation } from '@docket/router';
import { afterAll, describe, expect, test } from 'vitest';
import { casesOf, inputOf, rows } from '../cases/index.ts';
import { casesAt } from '../walks.ts';
import { type Asked, type Asking, askCaller, askRest, type Learnt, observer, procedures, unlimited } from './asking.ts';
import { hideProject, leaksIn, type Probe } from './hidden.ts';
import { type Field, fieldsOf, firstInput, TAKEN, withIt } from './probing.ts';

const world = await serveWorld(afterAll, unlimited, observer);
const manager = await world.docket.createUser('manager');
const elsewhere = await manager.caller.token.create({
  name: 'elsewhere',
  scopes: ['issues:write', 'users:read'],
  projects: ['MAIN', 'WEB'],
});
await world.keep();
const { ada, bob } = world.users;

/** Who looks for it. */
const outsiders = {
  'an outsider': bob.access_token,
  'a former member': ada.access_token,
  'a token of another project': elsewhere.token,
  'nobody we know': undefined,
};
const doors = { 'in process': askCaller, 'over REST': askRest };

type Base = Asked & { key: string };

/** What the rows have of all procedures, as each outsider calls them. */
const bases: Base[] = Object.entries(outsiders).flatMap(([who, token]) =>
  Object.entries(rows).flatMap(([procedure, row]) =>
    casesOf(row).map((one, at) => ({ key: `${who} ${procedure} ${at}`, procedure, input: inputOf(one, world), token })),
  ),
);

const before = await askAll();
await world.restore();
const hidden = await hideProject(world, manager);
await world.keep();

test('nothing shows, and no item, total or cursor is another one than it was before there was anything to hide', async () => {
  const after = await askAll();
  for (const [key, learnt] of after) {
    expect.soft(leaksIn(learnt, hidden), key).toEqual([]);
    expect.soft(learnt, key).toEqual(before.get(key));
  }
});

async function askAll(): Promise<Map<string, unknown>> {
  const learnt = new Map<string, unknown>();
  for (const [door, ask] of Object.entries(doors)) {
    for (const { key, ...asked } of bases) {
      await world.restore();
      learnt.set(`${key} ${door}`, (await ask(world, asked)).said);
    }
  }
  return learnt;
}

/** Those who know what to ask for. */
const knowing = { 'a former member': ada.access_token, 'a token of another project': elsewhere.token };

describe.each(Object.entries(knowing))('%s', (_who, token) => {
  test.each([...procedures.keys()])('asks %s for it as for what is not there', async (procedure) => {
    for (const [place, [at, field]] of fieldsOf(procedure).entries()) {
      for (const [nth, probe] of hidden.probes.entries()) {
        const through = casesAt(place + nth, Object.values(doors), 2);
        const isText = await compare({ procedure, token, at, field, probe, through });
        if (isText) break; // whatever is written there makes something new
      }
    }
  });

  test.each([...procedures.keys()])('gets no further in %s with a cursor of somebody in it', async (procedure) => {
    if (!fieldsOf(procedure).some(([name]) => name === 'cursor')) return;
    for (const cursor of hidden.cursors) {
      const { said } = await askCaller(world, { procedure, token, input: { ...firstInput(world, procedure), cursor } });
      expect(leaksIn(withIt(said, cursor), hidden)).toEqual([]);
    }
  });
});

type Comparison = Pick<Asked, 'procedure' | 'token'> & { at: string; field: Field; probe: Probe; through: Asking[] };

/** Answers whether both made something. */
async function compare({ procedure, token, at, field, probe, through }: Comparison): Promise<boolean> {
  const known = procedures.get(procedure);
  const makes = known !== undefined && isMutation(known);
  let isMade = false;
  for (const ask of through) {
    const learn = async (one: string): Promise<Learnt> => {
      await world.restore();
      await askCaller(world, { procedure: 'project.get', token, input: { project: 'MAIN' } }); // who asks is known then
      const input = { ...firstInput(world, procedure), [at]: field.isList ? [one] : one };
      const { said, statements } = await ask(world, { procedure, token, input });
      return { said: withIt(said, one), statements };
    };
    const [found, absent] = [await learn(probe.hidden), await learn(probe.absent)];
    const what = `${procedure} ${at}=${probe.hidden}`;
    expect.soft(leaksIn(found.said, hidden), what).toEqual([]);
    const text = JSON.stringify(found.said);
    const taken = TAKEN[`${procedure} ${at}`];
    if (!taken || !text.includes(taken)) expect.soft(found, what).toEqual(absent);
    if (text.includes('validation_failed')) return false; // as it will over REST
    isMade ||= makes && !text.startsWith('{"error"');
  }
  return isMade;
}
