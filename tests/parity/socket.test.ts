// Runs on sqlite: it tests what lies above the database.

// A WebSocket is one more door: a call comes to the same as in process, and is told the same position. Each case has its turn
// with WALKS=long.

import { serveWorld } from '@docket/kit/world';
import { listProcedures } from '@docket/router';
import { afterAll, expect, test } from 'vitest';
import { casesOf, rows } from '../cases/index.ts';
import { casesAt } from '../walks.ts';
import { throughCaller, throughSocket } from './doors.ts';
import { hearing, outcome } from './positions.ts';

const world = hearing(await serveWorld(afterAll));

/** These are about the cookie of a browser, which a WebSocket cannot set. */
const OF_COOKIES = ['auth.startSession', 'auth.refreshSession', 'auth.readSession'];

const served = listProcedures().filter(({ kind }) => kind !== 'download' && kind !== 'upload');
const walked = served.filter(({ name }) => !OF_COOKIES.includes(name)).map(({ name }, at) => [name, at] as const);

test.each(walked)('%s comes to the same over a WebSocket', async (procedure, at) => {
  const cases = casesOf(rows[procedure] ?? expect.fail(`${procedure} has no row`));
  for (const one of casesAt(at, cases, cases.length > 2 ? 3 : 1)) {
    const inProcess = await outcome(world, throughCaller, { procedure, one });
    expect(await outcome(world, throughSocket, { procedure, one }), `as ${one.as}: ${one.code}`).toEqual(inProcess);
  }
});

test.each(OF_COOKIES)('%s is refused there', async (procedure) => {
  await world.restore();
  const [one] = casesOf(rows[procedure] ?? expect.fail());
  const { as, input } = one as { as: 'ada'; input: unknown };
  expect(await throughSocket(world, { procedure, as, input })).toMatchObject({ error: { code: 'malformed_request' } });
});
