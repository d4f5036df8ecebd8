// A reader that is cut off at random, over kills and restarts of servers, ends with exactly the events of the log, each once
// and in order. FAULTS=long cuts two hundred times.

import { createTestDatabase } from '@docket/kit/database';
import { admin, production, send, startServerForTest, type Target } from '@docket/kit/target';
import { afterAll, expect, test } from 'vitest';
import { isLong, printFigures } from '../faults/figures.ts';
import { LAST, listedAfter, readClient, readRest, readSocket } from './readers.ts';

const EVENTS = isLong ? 1000 : 100;
const LEAST_CUTS = isLong ? 200 : 15;
/** A server is killed each so many events. */
const KILLED_EACH = 50;

const DATABASE_URL = await createTestDatabase({ onEnd: afterAll });

const startOne = () => startServerForTest({ ...production, DATABASE_URL });

test('over REST, with the typed client and over WebSockets, from two processes', async () => {
  const servers = await Promise.all([startOne(), startOne()]);
  const { access_token: token } = await admin(servers[1] as Target);
  let at = 0;
  const next = () => servers[at++ % servers.length] as Target;
  const first = await listedAfter(servers[1] as Target, token, `${await logIdOf(servers[1] as Target, token)}.0`);
  const cursor = String(first.at(-1));
  const reading = { next, token, cursor };
  const sockets = await Promise.all([readSocket(reading), readSocket(reading)]);
  const readers = [readRest(reading), readRest(reading), readClient(reading), readClient(reading), ...sockets];
  for (let written = 0; written < EVENTS; written += 5) {
    const names = Array.from({ length: 5 }, (_, one) => `label ${written + one}`);
    await Promise.all(names.map((name) => createLabel(servers[1] as Target, token, name)));
    if (written % KILLED_EACH !== 20) continue;
    servers[0]?.process.kill('SIGKILL');
    servers[0] = await startOne();
  }
  await createLabel(servers[1] as Target, token, LAST);
  await Promise.all(readers.map(({ done }) => done));
  const expected = await listedAfter(servers[1] as Target, token, cursor);
  expect(expected.length).toBe(EVENTS + 1);
  for (const { got } of readers) expect(got).toEqual(expected);
  printFigures('cut streams', { events: EVENTS, cuts: readers.map(({ cuts }) => cuts).join() });
  expect(Math.min(...readers.map(({ cuts }) => cuts))).toBeGreaterThan(LEAST_CUTS);
});

/** Asks again while the server is busy. */
async function createLabel(target: Target, token: string, name: string): Promise<void> {
  const { status } = await send(target, 'POST /api/v1/labels', { token, json: { name } });
  if (status === 503) return createLabel(target, token, name);
  expect(status).toBe(201);
}

async function logIdOf(target: Target, token: string): Promise<string> {
  const { json } = await send<{ items: { position: string }[] }>(target, 'GET /api/v1/events?size=1', { token });
  return String(json.items[0]?.position.split('.')[0]);
}
