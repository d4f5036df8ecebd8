// Runs on sqlite: it tests what lies above the database.

// T18, T19: whether what is answered, or when, tells which accounts there are.

import { type Answer, admin, PASSWORD, processorTime, send, signUp, startServer } from '@docket/kit/target';
import { expect, test } from 'vitest';

// Limits are on, because their fields and their time belong to the answer; nobody gets that far here.
const limits = { RATE_LIMIT_WRITES: '100000', RATE_LIMIT_SIGNUPS: '100000' };
const server = await startServer({ BCRYPT_COST: '8', ...limits });
await makeAccounts();

const ROUNDS = 10;
const ATTEMPTS = 5;

/** What is promised: 5 ms apart at most, or 5 % where a hash takes long. */
const tolerance = (of: number) => Math.max(5, of * 0.05);

type Ask = (who: string) => Promise<Answer<Record<string, unknown>>>;

const logIn: Ask = (username) =>
  send(server, 'POST /api/v1/auth/login', { json: { username, password: `not ${PASSWORD}` } });

const forgot: Ask = (username) =>
  send(server, 'POST /api/v1/auth/forgot-password', { json: { email: `${username}@example.org` } });

const forgotOverTrpc: Ask = (username) =>
  send(server, 'POST /trpc/password.forgot', { json: { email: `${username}@example.org` } });

/** What one answer takes: by the clock, and of the server's processor time. */
type Time = { clock: number; processor: number };

async function timeOf(ask: Ask, username: string): Promise<Time> {
  const [begun, used] = [performance.now(), processorTime(server)];
  await ask(username);
  return { clock: performance.now() - begun, processor: processorTime(server) - used };
}

/** Times of the answers for each user, one after another in each round, so that a busy moment meets all of them. */
async function timesOf(ask: Ask, usernames: string[]): Promise<Time[][]> {
  const times = usernames.map((): Time[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, username] of usernames.entries()) times[index]?.push(await timeOf(ask, username));
  }
  return times;
}

/** How far the shortest times lie from the first user's, where that is more than is promised. */
function tooFarApart(times: Time[][], measure: keyof Time): number[] {
  const shortest = times.map((ofUser) => Math.min(...ofUser.map((time) => time[measure])));
  const [expected = Number.NaN, ...others] = shortest;
  return others.map((one) => Math.abs(one - expected)).filter((apart) => !(apart <= tolerance(expected)));
}

/** All of an answer but what is new in each, and what is left of a limit. */
function withoutIds({ status, headers, json }: Answer<Record<string, unknown> | undefined>) {
  const { request_id: _, ...body } = json ?? {};
  const changing = ['date', 'ratelimit', 'x-process-time', 'x-request-id'];
  return { status, body, headers: [...headers].filter(([name]) => !changing.includes(name)) };
}

/** Expects that nobody can tell the first user from the others. */
async function expectAlike(ask: Ask, usernames: string[]): Promise<void> {
  const answers = [];
  for (const username of usernames) answers.push(withoutIds(await ask(username)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  // Without the defence they are a whole hash apart, or a mail, each time and by either measure. What the
  // clock says is worth little while other tests run, so that one attempt of a few is enough, and so is
  // the processor's time, which waiting for a turn does not add to.
  let apart: number[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const times = await timesOf(ask, usernames);
    apart = tooFarApart(times, 'clock');
    if (apart.length === 0 || tooFarApart(times, 'processor').length === 0) return;
  }
  expect(apart).toEqual([]);
}

test('T18: an unknown user, one without a password and a deactivated one are answered as a wrong password is', async () => {
  expect((await logIn('nobody')).status).toBe(401);
  await expectAlike(logIn, ['ada', 'nobody', 'ekr', 'bob']);
});

test.each([
  ['REST', forgot, 204],
  ['tRPC', forgotOverTrpc, 200],
] as const)(
  'T19: who asks for a new password over %s gets one answer, whether there is an account, a deactivated one or none',
  async (_door, ask, status) => {
    expect((await ask('nobody')).status).toBe(status);
    await expectAlike(ask, ['ada', 'nobody', 'nobody.else', 'bob']);
  },
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
