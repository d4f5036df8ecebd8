// Runs on sqlite, and on both with FAULTS=long: what many calls at once do is much alike there.

// F14: all kinds of calls at once, for long. Nothing grows but the database.

import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Account,
  admin,
  PASSWORD,
  production,
  residentMemory,
  type Sent,
  send,
  startServerForTest,
  type Target,
} from '@docket/kit/target';
import { expect, test } from 'vitest';
import { isLong, printFigures, quantile } from './figures.ts';

const MINUTES = isLong ? 60 : 0.05;
const CLIENTS = 6;

/** A team at work, not an overload. */
const PAUSE_MS = 30;

const MB = 1024 * 1024;
const ISSUES_A_LOGIN = 200;

const issue = { title: 'Of a soak', description: 'Filed, worked on, deleted', labels: ['bug'] };

/** What a client does with an issue that it has filed, and the answer to it. */
const steps: [route: string, status: number, json?: object][] = [
  ['GET /api/v1/issues?status=open', 200],
  ['GET /api/v1/issues/{id}', 200],
  ['PATCH /api/v1/issues/{id}', 200, { priority: 'high' }],
  ['POST /api/v1/issues/{id}/comments', 201, { body: 'Seen again' }],
  ['GET /api/v1/issues/{id}/events', 200],
  [`GET /trpc/user.me,label.list?batch=1&input=${encodeURIComponent('{"1":{}}')}`, 200],
  ['GET /openapi.json', 200],
  ['POST /api/v1/issues', 422, { title: 'x' }],
  ['GET /api/v1/issues/unknown', 422],
  ['GET /nowhere', 404],
  ['DELETE /api/v1/issues/{id}', 204],
];

/** `refused` is what a busy machine answers with 503. */
type Load = { isOver(): boolean; calls: number; refused: number; unexpected: string[] };

/** Logs in, files issues and works with them, logs out; then anew, until it is told to end. */
async function work(server: Target, email: string, load: Load): Promise<void> {
  const call = async <T>(route: string, status: number, sent: Sent): Promise<T | undefined> => {
    await wait(PAUSE_MS);
    const answer = await send<T>(server, route, sent);
    load.calls += 1;
    if (answer.status === status) return answer.json;
    if (answer.status === 503) load.refused += 1;
    else load.unexpected.push(`${route}: ${answer.status} ${answer.text}`);
    return undefined;
  };
  while (!load.isOver()) {
    const login = { username: email, password: PASSWORD };
    const { access_token: token } = (await call<Account>('POST /api/v1/auth/login', 200, { json: login })) ?? {};
    for (let filed = 0; token && filed < ISSUES_A_LOGIN && !load.isOver(); filed += 1) {
      const { id } = (await call<{ id: string }>('POST /api/v1/issues', 201, { token, json: issue })) ?? {};
      if (!id) continue;
      for (const [route, status, json] of steps) await call(route.replace('{id}', id), status, { token, json });
      await leave(server, token);
    }
    if (token) await call('POST /api/v1/auth/logout', 204, { token, json: {} });
  }
}

/** Asks for a list and does not wait for it. */
async function leave({ url }: Target, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const asked = fetch(`${url}/api/v1/issues`, { headers, signal: AbortSignal.timeout(2) });
  await asked.then((answer) => answer.text()).catch(() => undefined);
}

const openDescriptors = ({ process: { pid } }: Target): number => readdirSync(`/proc/${pid}/fd`).length;

/** The medians of the four quarters of the time. */
function byQuarter(samples: number[]): number[] {
  const quarter = (at: number) => samples.slice((samples.length * at) / 4, (samples.length * (at + 1)) / 4);
  return [0, 1, 2, 3].map((at) => Math.round(quantile(quarter(at), 0.5)));
}

test(
  'F14: memory and open files stay as they are under mixed load',
  async () => {
    const server = await startServerForTest(production);
    const { email, access_token: token } = await admin(server);
    await send(server, 'POST /api/v1/labels', { token, json: { name: 'bug', color: '#aa0000' } });
    const load: Load = { isOver: () => performance.now() > until, calls: 0, refused: 0, unexpected: [] };
    const began = performance.now();
    const until = began + MINUTES * 60_000;
    const clients = Array.from({ length: CLIENTS }, () => work(server, email, load));
    const samples: { memory: number; descriptors: number; ms: number }[] = [];
    while (!load.isOver()) {
      await wait(Math.min(1000, MINUTES * 1000));
      const asked = performance.now();
      expect((await send(server, 'GET /health/live')).status).toBe(200);
      const ms = performance.now() - asked;
      samples.push({ memory: residentMemory(server), descriptors: openDescriptors(server), ms });
    }
    await Promise.all(clients);
    const memory = byQuarter(samples.map((sample) => sample.memory / MB));
    const descriptors = byQuarter(samples.map((sample) => sample.descriptors));
    printFigures('F14', {
      minutes: MINUTES,
      calls: load.calls,
      'refused with 503': load.refused,
      'answered otherwise than they should be': load.unexpected.length,
      'MB in each quarter': memory.join(' '),
      'open files in each quarter': descriptors.join(' '),
      'p99 of /health/live': `${Math.round(
        quantile(
          samples.map(({ ms }) => ms),
          0.99,
        ),
      )} ms`,
    });
    const faults = (await server.logWith('')).split('\n').filter((line) => /"level":[456]0.*"request_id"/.test(line));
    expect({ unexpected: load.unexpected.slice(0, 3), faults: faults.slice(0, 3) }).toEqual({
      unexpected: [],
      faults: [],
    });
    expect((descriptors[3] ?? 0) - (descriptors[1] ?? 0)).toBeLessThan(20); // clients open a connection more now and then
    if (isLong) expect((memory[3] ?? 0) - (memory[1] ?? 0)).toBeLessThan(30);
  },
  MINUTES * 60_000 + 300_000,
);
