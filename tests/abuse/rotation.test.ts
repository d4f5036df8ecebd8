// Runs on sqlite: it tests what lies above the database.

// T15: SECRET_KEY changes while two processes on one database serve calls without a break.

import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { createTestDatabase } from '@docket/kit/database';
import {
  type Account,
  call,
  logIn,
  SECRET_KEY as OLD,
  production,
  send,
  signUp,
  startServerForTest,
  type Target,
} from '@docket/kit/target';
import { expect, test } from 'vitest';

const NEW = '7c1e94d2a86b4f03b5d8e6a1907c23fe';

type Keys = { SECRET_KEY: string; ACCEPTED_SECRET_KEYS?: string };

/** Accept the new key, sign with it, forget the old one, each at all processes before the next step. */
const [accept, sign, retire]: [Keys, Keys, Keys] = [
  { SECRET_KEY: OLD, ACCEPTED_SECRET_KEYS: JSON.stringify([NEW]) },
  { SECRET_KEY: NEW, ACCEPTED_SECRET_KEYS: JSON.stringify([OLD]) },
  { SECRET_KEY: NEW },
];

/** Which key has signed an access token. */
const keyOf = (token: string): string => JSON.parse(atob(token.split('.')[0] ?? '')).kid;

/** Two processes as a load balancer has them: calls go to those that are up. */
async function openPair() {
  const DATABASE_URL = await createTestDatabase();
  const start = (keys: Keys) => startServerForTest({ ...production, ...keys, DATABASE_URL });
  const up: Target[] = [await start({ SECRET_KEY: OLD }), await start({ SECRET_KEY: OLD })];
  return {
    up,
    /** Restarts the one that has been up longer, which is asked to stop while calls to it are on their way. */
    async restart(keys: Keys): Promise<Target> {
      const oldest = up.shift();
      if (!oldest) throw new Error('none is up');
      const isOver = once(oldest.process, 'exit');
      oldest.process.kill('SIGTERM');
      await isOver;
      const next = await start(keys);
      up.push(next);
      return next;
    },
  };
}

type Load = { statuses: Record<string, number>; end(): Promise<void> };

/** Two callers that call all the time, with each of the tokens by turns, and at each process that is up. */
function callWith(tokens: Set<string>, up: Target[]): Load {
  const statuses: Record<string, number> = {};
  let isOver = false;
  let calls = 0;
  const callOnce = async () => {
    calls += 1;
    const token = [...tokens][calls % tokens.size];
    const target = up[Math.floor(calls / tokens.size) % up.length] ?? { url: 'none is up' };
    const route = calls % 2 === 0 ? 'GET /trpc/user.me' : 'GET /api/v1/issues';
    // Who stops hangs up on a connection that is idle, and the call that was just coming goes elsewhere.
    const status = await send(target, route, { token }).then(
      (answer) => String(answer.status),
      () => 'hung up',
    );
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const callers = Array.from({ length: 2 }, async () => {
    while (!isOver) await callOnce().then(() => wait(5)); // and leave the machine to the servers
  });
  return {
    statuses,
    async end() {
      isOver = true;
      await Promise.all(callers);
    },
  };
}

/** What every process answers to every token, over REST and tRPC. */
async function answersTo(tokens: Iterable<string>, targets: Target[]): Promise<Set<number>> {
  const calls = [...tokens].flatMap((token) =>
    targets.flatMap((target) => [send(target, 'GET /api/v1/issues', { token }), call(target, 'user.me', { token })]),
  );
  return new Set((await Promise.all(calls)).map(({ status }) => status));
}

test('T15: no call is refused while the key changes, and afterwards the retired key is worth nothing', async () => {
  const { up, restart } = await openPair();
  const ada = await signUp(up[0] ?? { url: '' }, 'ada');
  const tokens = new Set([ada.access_token]);
  const load = callWith(tokens, up);
  for (const keys of [accept, accept, sign, sign]) {
    const restarted = await restart(keys);
    tokens.add((await logIn(restarted, 'ada')).access_token);
    expect(await answersTo(tokens, up)).toEqual(new Set([200]));
  }

  // By the last step the tokens of the old key have expired, because their callers have refreshed them.
  const retired = [...tokens].filter((token) => keyOf(token) === keyOf(ada.access_token));
  for (const token of retired) tokens.delete(token);
  expect([retired.length, tokens.size]).toEqual([3, 2]);
  for (const keys of [retire, retire]) {
    await restart(keys);
    expect(await answersTo(tokens, up)).toEqual(new Set([200]));
  }
  await load.end();
  const { 200: good = 0, 'hung up': hungUp = 0, ...refused } = load.statuses;
  expect(refused).toEqual({});
  expect(good).toBeGreaterThan(100);
  expect(hungUp).toBeLessThan(good / 10);

  expect(await answersTo(retired, up)).toEqual(new Set([401]));
  const [target = { url: '' }] = up;
  const sent = { json: { refresh_token: ada.refresh_token } };
  const { status, json } = await send<Account>(target, 'POST /api/v1/auth/refresh', sent);
  expect(status).toBe(200); // the session outlives the key
  expect(await answersTo([json.access_token], up)).toEqual(new Set([200]));
});
