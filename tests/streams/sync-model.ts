// A model of people who write, move and share at random, and of copies of what each of them may see, which are cut off at
// random moments, over restarts.

import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { TEST_PASSWORD, testSettings } from '@docket/kit/docket';
import { AppError, type Docket, openDocket } from '@docket/router';
import { expect, onTestFinished } from 'vitest';
import { isUnavailable } from '../../packages/db/src/database.ts';
import { isLong, printFigures } from '../faults/figures.ts';
import { type Draw, Replica } from './sync-replica.ts';
import { Secrets } from './sync-secrets.ts';
import { type Life, Nothing, OUTSIDER, takeStep, USERS } from './sync-steps.ts';

/** So many people do something at a time, while a copy follows. */
const AT_ONCE = 8;
const QUIET_EACH = 50;
const RESTARTS = isLong ? 20 : 2;
const SEED = 17;

/** So many steps where a run may take hours: the usual time is too short for them. */
export const LONG_STEPS = isLong ? 200_000 : undefined;
export const TIME = isLong ? { timeout: 12 * 60 * 60_000 } : {};

const script = (docket: Docket) => docket.caller({ system: 'model' });

/** At each quiet point each copy is what a new one begins with, and an outsider hears of nothing that is private. */
export async function expectCopiesTrue(steps: number): Promise<void> {
  const rounds = steps / AT_ONCE;
  const draw = drawing(SEED);
  const places = { DATABASE_URL: await createTestDatabase(), FILES_URL: `file:${temporaryFolder()}/files` };
  const open = () => openDocket(testSettings(places));
  let docket = await open();
  onTestFinished(() => docket.close());
  const secrets = new Secrets(() => docket);
  const life = await beginLife(() => docket, { secrets, draw });
  const replicas = replicasOf(life);
  const [outsider] = replicas;
  const counts = { done: 0, refused: 0, told: 0 };
  for (let round = 1; round <= rounds; round += 1) {
    const taken = Array.from({ length: AT_ONCE }, () => outcomeOf(takeStep({ ...life, draw: drawing(draw(2 ** 31)) })));
    const replica = replicas[draw(replicas.length)];
    const following = replica && outcomeOf(replica.follow({ isWhole: false })); // an admin's first look is a write, too
    for (const outcome of await Promise.all(taken)) counts[outcome] += 1;
    await following;
    if (round % QUIET_EACH === 0) await expectSame(replicas, round);
    const ids = outsider?.takeTold() ?? [];
    counts.told += ids.length;
    await secrets.expectUntold(ids);
    if (round % Math.floor(rounds / RESTARTS) !== QUIET_EACH / 2) continue;
    await docket.close();
    docket = await open();
  }
  printFigures('synced copies', { ...counts, secrets: secrets.size });
  expect(counts.done).toBeGreaterThan(steps / 5);
  expect(secrets.size).toBeGreaterThan(0);
}

/** People, and a first private project beside the main one. */
async function beginLife(docket: () => Docket, { secrets, draw }: { secrets: Secrets; draw: Draw }): Promise<Life> {
  for (const name of [...USERS, OUTSIDER]) {
    const role = name === 'root' ? 'admin' : 'user';
    const account = { email: `${name}@example.org`, username: name, password: TEST_PASSWORD, role } as const;
    await script(docket()).user.create(account);
  }
  const as: Life['as'] = (name) => docket().caller({ user: name });
  const main = await as('ada').project.get({ project: 'MAIN' });
  const secret = await as('ada').project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  await secrets.made(secret.id, secret.id);
  return {
    as,
    script: () => script(docket()),
    things: { projects: [main.id, secret.id], issues: [], labels: [], milestones: [], comments: [] },
    made: (id, project_id) => secrets.made(id, project_id),
    shown: () => secrets.shown(),
    draw,
  };
}

/** That of the outsider, of everybody else, and some that ask for certain projects alone. */
function replicasOf({ as, script: scripted, things, draw }: Life): Replica[] {
  const [main = '', secret = ''] = things.projects;
  const all = ([OUTSIDER, ...USERS] as const).map(
    (name) => new Replica({ caller: () => as(name), projects: undefined, draw }),
  );
  return [
    ...all,
    new Replica({ caller: scripted, projects: undefined, draw }),
    new Replica({ caller: () => as('bob'), projects: [main, secret], draw }),
    new Replica({ caller: () => as('root'), projects: [secret], draw }),
  ];
}

/** Much of what people try is refused, or about what is not there any more; and on a busy machine writes wait too long. */
async function outcomeOf(step: Promise<unknown>): Promise<'done' | 'refused'> {
  try {
    await step;
    return 'done';
  } catch (error) {
    if (error instanceof AppError || error instanceof Nothing || isUnavailable(error)) return 'refused';
    throw error;
  }
}

async function expectSame(replicas: Replica[], round: number): Promise<void> {
  for (const [at, replica] of replicas.entries()) {
    await replica.follow({ isWhole: true });
    const { has, begins } = await replica.comparedWithNew();
    expect({ replica: at, round, rows: has }).toEqual({ replica: at, round, rows: begins });
  }
}

/** Random numbers, the same in each run (xorshift32, by George Marsaglia). */
function drawing(seed: number): Draw {
  let state = seed || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
