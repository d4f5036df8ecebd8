// Runs on sqlite, and on both with FAULTS=long: it walks many procedures by one rule.

// J3: what an admin gets to see of a private project leaves an event. Every procedure is walked, one that is added later as
// well: what it says of a project, or says otherwise than of one that is not there, is a look.

import { randomInt } from 'node:crypto';
import { serveWorld } from '@docket/kit/world';
import { API_PREFIX } from '@docket/rest';
import { afterAll, expect, test } from 'vitest';
import { casesOf, inputOf, rows } from '../cases/index.ts';
import { askCaller, procedures, unlimited } from './asking.ts';
import { hideProject, leaksIn } from './hidden.ts';
import { fieldsOf, firstInput, TAKEN, withIt } from './probing.ts';

const world = await serveWorld(afterAll, unlimited);
const manager = await world.docket.createUser('manager');
const hidden = await hideProject(world, manager);
await world.keep();
const { access_token: token } = world.users.root;

test.each([...procedures.keys()])('%s shows an admin nothing of it without a look', async (procedure) => {
  for (const [at, one] of casesOf(rows[procedure] as (typeof rows)[string]).entries()) {
    const { said, looks } = await ask(procedure, inputOf(one, world));
    expect.soft(looks, `case ${at}`).toBe(leaksIn(said, hidden).length > 0 ? 1 : 0);
  }
});

test.each([...procedures.keys()])(
  '%s tells an admin nothing of what is asked for without a look',
  async (procedure) => {
    for (const [at, { isList }] of fieldsOf(procedure)) {
      const learn = async (one: string) => {
        const { said, looks } = await ask(procedure, { ...firstInput(world, procedure), [at]: isList ? [one] : one });
        return { said: JSON.stringify(withIt(said, one)), looks };
      };
      const absent = new Map<string, string>();
      for (const probe of hidden.probes) {
        const found = await learn(probe.hidden);
        const other = absent.get(probe.absent) ?? (await learn(probe.absent)).said;
        absent.set(probe.absent, other);
        const taken = TAKEN[`${procedure} ${at}`];
        const tells = found.said !== other && !(taken && found.said.includes(taken));
        if (tells) expect.soft(found.looks, `${at}=${probe.hidden} ${found.said}`).toBe(1);
      }
    }
  },
);

test('a repeat of what was answered while the project was internal is a look', async () => {
  await world.restore();
  const { server, users } = world;
  await users.ada.caller.issue.create({ title: 'Of all', description: 'who are here', project: 'WEB' });
  const edit = () =>
    server.request({
      method: 'PATCH',
      url: `${API_PREFIX}/issues/WEB-1`,
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      payload: JSON.stringify({ title: 'Of some' }),
      token,
    });
  await edit();
  await users.ada.caller.project.update({ project: 'WEB', visibility: 'private' });
  const seen = () => users.ada.caller.event.list({ type: ['project.looked_into'] });
  expect((await seen()).items).toEqual([]);
  expect((await edit()).headers).toMatchObject({ 'idempotency-replayed': 'true' });
  expect((await seen()).items).toHaveLength(1);
});

let isKnown = false;

/** What an admin who has not looked yet is told, and how many looks that has left. */
async function ask(procedure: string, input: unknown): Promise<{ said: unknown; looks: number }> {
  await world.restore();
  if (isKnown) await forgetSights();
  const { said } = await askCaller(world, { procedure, input, token });
  const looks = await world.docket.database.read
    .selectFrom('event')
    .select('position')
    .where('type', '=', 'project.looked_into')
    .where('subject_id', '=', hidden.id)
    .execute();
  isKnown = looks.length > 0;
  return { said, looks: looks.length };
}

/** The events of looks have gone with `restore`, and whoever looked is remembered until rights change. */
async function forgetSights(): Promise<void> {
  const value = randomInt(2 ** 47);
  await world.docket.database.write((db) =>
    db.updateTable('counter').set({ value }).where('name', '=', 'rights').execute(),
  );
  await askCaller(world, { procedure: 'project.get', input: { project: 'MAIN' }, token });
}
