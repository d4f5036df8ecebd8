// Runs on sqlite: it tests what lies above the database.

// T20, T32: limits over processes that share a port and a database, and over a restart.

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import {
  countStatuses,
  PASSWORD,
  send,
  signUp,
  startServer,
  startServerForTest,
  type Target,
} from '@docket/kit/target';
import { expect, test, vi } from 'vitest';

type Call = { path: string; json?: object };

const LOGIN = '/api/v1/auth/login';
const wrong = { username: 'ada', password: 'a guess' };

/** Calls on a connection of its own, because connections go to the processes by turns. */
async function callAlone({ url }: Target, method: string, { path, json }: Call): Promise<{ status: number }> {
  const headers = json === undefined ? {} : { 'content-type': 'application/json' };
  const calling = request(url + path, { method, headers, agent: false });
  calling.end(json && JSON.stringify(json));
  const [answer] = (await once(calling, 'response')) as [IncomingMessage];
  answer.resume();
  return { status: answer.statusCode ?? 0 };
}

const QUOTA = 40;
const server = await startServer({ WORKERS: '2', RATE_LIMIT_LOGINS: '7', RATE_LIMIT_READS: String(QUOTA) });

test('the counts of calls come together, so that two processes do not allow twice as many', async () => {
  let allowed = 0;
  const callUntilRefused = async () => {
    const { status } = await callAlone(server, 'GET', { path: '/api/v1/issues' });
    if (status === 401) allowed += 1;
    expect(status).toBe(429);
  };
  // Two that count alone allow exactly twice as many.
  await vi.waitFor(callUntilRefused, { interval: 50, timeout: 60_000 });
  expect(allowed).toBeGreaterThanOrEqual(QUOTA);
  expect(allowed).toBeLessThan(QUOTA * 2);
});

test('wrong passwords are counted exactly over two processes, and over a restart', async () => {
  await signUp(server, 'ada');
  const guesses = Array.from({ length: 30 }, () => callAlone(server, 'POST', { path: LOGIN, json: wrong }));
  expect(await countStatuses(guesses)).toEqual({ 401: 7, 429: 23 });
  server.process.kill('SIGTERM');
  await once(server.process, 'exit');
  const next = await startServerForTest({ DATABASE_URL: server.database, RATE_LIMIT_LOGINS: '7' });
  const refused = await send(next, `POST ${LOGIN}`, { json: { ...wrong, password: PASSWORD } });
  expect(refused.status).toBe(429);
});
