// Runs on sqlite, and on both with FAULTS=long: what many calls at once do is much alike there.

// F9, C18: a server that is told to stop answers what was sent before it closed, and does nothing that it does not
// answer.

import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { createTestDatabase } from '@docket/kit/database';
import { statusAtExit } from '@docket/kit/server-process';
import { admin, production, startServerForTest, type Target } from '@docket/kit/target';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../packages/db/src/open.ts';
import { isLong, printFigures } from './figures.ts';

const ROUNDS = isLong ? 20 : 2;
const CLIENTS = 32;

/** What became of all calls: the ids of what was made, and how many ended without an answer. */
type Calls = { made: string[]; refused: number; unanswered: number };

function post(server: Target, { agent, token, path }: { agent: Agent; token: string; path: string }): ClientRequest {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return request(`${server.url}/api/v1${path}`, { method: 'POST', agent, headers });
}

/** Files one issue after another over a connection that it keeps, until the server is gone. */
async function fileUntilGone(server: Target, token: string, calls: Calls): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  for (;;) {
    const calling = post(server, { agent, token, path: '/issues' });
    calling.end(JSON.stringify({ title: 'While it stops', description: 'Made and answered, or not made' }));
    try {
      const [answer] = (await once(calling, 'response')) as [IncomingMessage];
      const { id } = (await json(answer)) as { id: string };
      if (answer.statusCode === 201) calls.made.push(id);
      else calls.refused += 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return;
      calls.unanswered += 1;
    }
  }
}

test('F9, C18: SIGTERM drops no call that was begun, and nothing is made that was not answered', async () => {
  const calls: Calls = { made: [], refused: 0, unanswered: 0 };
  const DATABASE_URL = await createTestDatabase();
  const stops: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const server = await startServerForTest({ ...production, DATABASE_URL });
    const { access_token: token } = await admin(server);
    const before = calls.made.length;
    const clients = Array.from({ length: CLIENTS }, () => fileUntilGone(server, token, calls));
    const slow = post(server, { agent: new Agent(), token, path: '/issues' }).setHeader('expect', '100-continue');
    slow.flushHeaders();
    await once(slow, 'continue');
    while (calls.made.length < before + 3 * CLIENTS) await new Promise((resolve) => setTimeout(resolve, 1));
    const since = performance.now();
    const exit = statusAtExit(server.process);
    server.process.kill('SIGTERM');
    slow.end(JSON.stringify({ title: 'Begun before the signal', description: 'Its body comes after it' }));
    const [answer] = (await once(slow, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(201);
    calls.made.push(((await json(answer)) as { id: string }).id);
    expect(await exit).toBe(0);
    stops.push(performance.now() - since);
    await Promise.all(clients);
  }
  const database = await openDatabase(DATABASE_URL);
  onTestFinished(() => database.close());
  const kept = await database.read.selectFrom('issue').select('id').execute();
  printFigures('F9', {
    stops: ROUNDS,
    'calls answered': calls.made.length,
    'made without an answer': kept.length - calls.made.length,
    'ended unread': calls.unanswered,
    'longest stop': `${Math.round(Math.max(...stops))} ms`,
  });
  expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(calls.made));
  expect(calls.refused).toBe(0);
});
