// Runs on sqlite: it tests what lies above the database.

// The command comes to the same as a call in process, on a server and on the database of its machine.

import { runCommand } from '@docket/kit/cli';
import { commandLineWithFiles } from '@docket/kit/command-line';
import { serveWorld } from '@docket/kit/world';
import type { Identity } from '@docket/router';
import { describeError } from '@docket/router';
import { afterAll, describe, expect, test } from 'vitest';
import { casesOf, inputOf, rows } from '../cases/index.ts';
import { at, comparable, type Outcome, printed, throughCaller, throughCommand, wholeOf } from './doors.ts';
import { hearing, outcome } from './positions.ts';

const world = hearing(await serveWorld(afterAll));

describe.each(Object.entries(rows))('%s', (procedure, row) => {
  test.each(casesOf(row))('comes to the same on a server, as $as: $code', async (one) => {
    const inProcess = await outcome(world, throughCaller, { procedure, one });
    expect(await outcome(world, throughCommand, { procedure, one })).toEqual(inProcess);
  });
});

test.each(Object.entries(rows))('%s comes to the same on the database of this machine', async (procedure, row) => {
  const [first] = casesOf(row);
  if (!first) throw new Error(`${procedure} has no case`);
  const input = inputOf(first, world);
  const user = first.as === 'anonymous' ? undefined : first.as;

  await world.restore();
  const expected = timeless(await called(user === undefined ? { system: 'cli' } : { user }, procedure, input));
  await world.restore();
  expect(timeless(await typed(user, procedure, input))).toEqual(expected);
});

/** The command of a machine has the clock of the machine. */
function timeless(outcome: Outcome): unknown {
  return JSON.parse(JSON.stringify(comparable(outcome)).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'));
}

async function typed(user: string | undefined, procedure: string, input: unknown): Promise<Outcome> {
  const { argv, stdin = '' } = await commandLineWithFiles(procedure, input);
  const { status, stdout, stderr } = await runCommand([...argv, '--json', ...(user ? ['--as', user] : [])], {
    stdin,
    env: { XDG_CONFIG_HOME: '/nonexistent' },
    settings: () => world.docket.settings,
  });
  if (status === 0) return { data: printed(procedure, stdout) };
  return { error: JSON.parse(stderr) };
}

async function called(identity: Identity, procedure: string, input: unknown): Promise<Outcome> {
  try {
    return { data: await wholeOf(await at(world.docket.caller(identity), procedure)(input)) };
  } catch (error) {
    return { error: describeError(error) };
  }
}
