// Runs on sqlite, and on both with FAULTS=long: what many calls at once do is much alike there.

// F10: five times as many calls as a server can answer. It answers as many as it can, says 503 to the others, and is
// well when they stop.

import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { admin, production, send, startServerForTest, type Target } from '@docket/kit/target';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isLong, printFigures, quantile } from './figures.ts';

const SECONDS = isLong ? 20 : 1;
/** Ten lists in one call. */
const inputs = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [at, { size: 20 + at }]));
const DEAR = `/trpc/${Array(10).fill('issue.list').join()}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`;

/** 207: some of the ten lists were refused. */
const EXPECTED = new Set([200, 207, 503]);

const MOST_CLIENTS = 4000;
const PATIENCE_MS = 5000;

type Outcome = { status: number; retryAfter: string | undefined; ms: number };

/** A client with a connection of its own, which makes the dear call. */
function newClient(server: Target, token: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const headers = { authorization: `Bearer ${token}` };
  return (path = DEAR): Promise<Outcome> => {
    const began = performance.now();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const end = (answer?: IncomingMessage) =>
      resolve({
        status: answer?.statusCode ?? 0,
        retryAfter: answer?.headers['retry-after'],
        ms: performance.now() - began,
      });
    request(server.url + path, { agent, headers }, (answer) => answer.resume().on('end', () => end(answer)))
      .on('error', () => end())
      .end();
    return promise;
  };
}

type Client = ReturnType<typeof newClient>;

/** Good answers a second to clients who each wait for the one before they ask for the next. */
async function peakOf(clients: Client[]): Promise<number> {
  const until = performance.now() + (SECONDS * 1000) / 2;
  let answered = 0;
  const one = async (ask: Client) => {
    while (performance.now() < until) if ((await ask()).status === 200) answered += 1;
  };
  await Promise.all(clients.map(one));
  return (answered * 2) / SECONDS;
}

/** Clients who each ask once a second, or at once when they had to wait longer. */
async function flood(clients: Client[]): Promise<Outcome[]> {
  const began = performance.now();
  const outcomes: Outcome[] = [];
  const one = async (ask: Client, at: number) => {
    for (let turn = at / clients.length; turn < SECONDS; turn += 1) {
      await wait(Math.max(0, began + turn * 1000 - performance.now()));
      if (performance.now() > began + SECONDS * 1000) return;
      outcomes.push(await ask());
    }
  };
  await Promise.all(clients.map(one));
  return outcomes;
}

test('F10: under five times the load that it can bear, a server goes on answering, refuses the rest, and recovers', async () => {
  const server = await startServerForTest(production);
  const { access_token: token } = await admin(server);
  for (let made = 0; made < 100; made += 20) {
    const json = { title: 'One of a hundred', description: 'x'.repeat(200) };
    await Promise.all(Array.from({ length: 20 }, () => send(server, 'POST /api/v1/issues', { token, json })));
  }
  const ask = newClient(server, token);
  const peak = await peakOf(Array.from({ length: 32 }, () => newClient(server, token)));
  const clients = Array.from({ length: Math.min(5 * peak, MOST_CLIENTS) }, () => newClient(server, token));
  for (const client of clients) await client('/health/live'); // so that all of them are connected
  let isFlooded = true;
  const health: Outcome[] = [];
  const probing = (async () => {
    const probe = newClient(server, token);
    for (; isFlooded; await wait(50)) health.push(await probe('/health/live'));
  })();
  const outcomes = await flood(clients);
  const isOver = performance.now();
  isFlooded = false;
  await probing;
  await vi.waitFor(async () => expect((await ask()).status).toBe(200), PATIENCE_MS);
  const recovery = performance.now() - isOver;

  const answered = outcomes.filter(({ status }) => status === 200);
  const refused = outcomes.filter(({ status }) => status === 503);
  const seconds = SECONDS + 1; // those that wait are answered or refused within a second
  const goodput = answered.length / seconds / peak;
  printFigures('F10', {
    'answers a second at the peak': peak,
    'calls a second': outcomes.length / SECONDS,
    goodput: `${Math.round(goodput * 100)} %`,
    'refused with 503': refused.length,
    'p99 of the answered': `${Math.round(
      quantile(
        answered.map(({ ms }) => ms),
        0.99,
      ),
    )} ms`,
    'p99 of /health/live': `${Math.round(
      quantile(
        health.map(({ ms }) => ms),
        0.99,
      ),
    )} ms`,
    recovery: `${Math.round(recovery)} ms`,
  });
  expect(outcomes.map(({ status }) => status).filter((status) => !EXPECTED.has(status))).toEqual([]);
  expect(new Set(refused.map(({ retryAfter }) => retryAfter))).toEqual(new Set(refused.length > 0 ? ['1'] : []));
  expect(new Set(health.map(({ status }) => status))).toEqual(new Set([200]));
  // A busy machine answers less than at the peak a second ago: only the long form has one to itself.
  if (isLong) expect(goodput).toBeGreaterThan(0.7);
});
