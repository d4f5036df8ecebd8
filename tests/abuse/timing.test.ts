// T18: whether the time of a login tells which accounts there are.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { admin, PASSWORD, send, signUp, startServer } from './testing.ts';

const server = await startServer({ BCRYPT_COST: '10' });

const ROUNDS = 12;
const ATTEMPTS = 5;
const TIMEOUT_MS = 120_000;

/** What is promised: 5 ms apart at most, or 5 % where a hash takes long. */
const tolerance = (of: number) => Math.max(5, of * 0.05);

const logIn = (username: string) =>
  send<Record<string, unknown>>(server, 'POST /api/v1/auth/login', { json: { username, password: `not ${PASSWORD}` } });

/** What one login takes: by the clock, and of the server's processor time. */
type Time = { clock: number; processor: number };

async function timeOf(username: string): Promise<Time> {
  const [begun, used] = [performance.now(), processorTime()];
  await logIn(username);
  return { clock: performance.now() - begun, processor: processorTime() - used };
}

/** Milliseconds for which the server's threads have run (proc(5), schedstat); elsewhere than on Linux NaN. */
function processorTime(): number {
  const tasks = `/proc/${server.process.pid}/task`;
  if (!existsSync(tasks)) return Number.NaN;
  const nanoseconds = readdirSync(tasks).map((id) =>
    Number(readFileSync(`${tasks}/${id}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

/** Times of each user's logins, one after another in each round, so that a busy moment meets all of them. */
async function timesOf(usernames: string[]): Promise<Time[][]> {
  const times = usernames.map((): Time[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, username] of usernames.entries()) times[index]?.push(await timeOf(username));
  }
  return times;
}

/** How far the medians lie from the first one, where that is more than is promised. */
function tooFarApart(times: Time[][], measure: keyof Time): number[] {
  const medians = times.map((ofUser) => {
    const sorted = ofUser.map((time) => time[measure]).toSorted((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  });
  const [expected = Number.NaN, ...others] = medians;
  return others.map((median) => Math.abs(median - expected)).filter((apart) => !(apart <= tolerance(expected)));
}

test(
  'T18: an unknown user, one without a password and a deactivated one are answered as a wrong password is',
  async () => {
    const usernames = ['ada', 'nobody', 'ekr', 'bob'];
    await makeAccounts();
    const answers = await Promise.all(usernames.map(logIn));
    for (const { status, json: problem } of answers) {
      const { request_id: _, ...rest } = problem;
      const { request_id: __, ...expected } = answers[0]?.json ?? {};
      expect([status, rest]).toEqual([401, expected]);
    }
    // Without the defence they are a whole hash apart, each time and by either measure. What the
    // clock says is worth little while other tests run, so that one attempt of a few is enough, and so is
    // the processor's time, which waiting for a turn does not add to.
    let apart: number[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const times = await timesOf(usernames);
      apart = tooFarApart(times, 'clock');
      if (apart.length === 0 || tooFarApart(times, 'processor').length === 0) return;
    }
    expect(apart).toEqual([]);
  },
  TIMEOUT_MS,
);

/** Ada is as usual, Bob deactivated, and ekr was imported and has no password. */
async function makeAccounts(): Promise<void> {
  await signUp(server, 'ada');
  const bob = await signUp(server, 'bob');
  const { access_token: token } = await admin(server);
  await send(server, `PATCH /api/v1/users/${bob.id}`, { token, json: { is_active: false } });
  const at = '2014-04-17T18:38:34.000Z';
  const issue = {
    number: 1,
    title: 'Old',
    description: '',
    status: 'open',
    author: 'ekr',
    created_at: at,
    updated_at: at,
  };
  const issues = [{ ...issue, assignees: [], labels: [], comments: [], closed_at: null }];
  const json = { source: 'github:a/b', labels: [], issues };
  expect((await send(server, 'POST /api/v1/archive/import', { token, json })).status).toBe(200);
}
