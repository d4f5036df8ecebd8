// Numbers of issues that are made on both sides at once.

import { once } from 'node:events';
import { openDatabase } from '@docket/db';
import { admin, production, send, startServerForTest, type Target } from '@docket/kit/target';
import { expect, onTestFinished, test } from 'vitest';
import { callBoth, crash, createIssue, type Pair, startPair } from './several-servers.ts';

const pair = await startPair();
const [here, there] = pair;
const { access_token: token } = await admin(here);
const { token: reading } = await apiToken();

async function apiToken(): Promise<{ token: string }> {
  const json = { name: 'reads', scopes: ['issues:read'] };
  return (await send<{ token: string }>(here, 'POST /api/v1/auth/tokens', { token, json })).json;
}

async function numbersOf({ database: url }: Target): Promise<number[]> {
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  return (await database.read.selectFrom('issue').select('number').orderBy('number').execute()).map(
    (row) => row.number,
  );
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

const unanswered = { status: 0, json: { number: 0 } };

/** A client that hangs up when its request is on the way: whether it makes an issue, nobody knows. */
async function hangUp({ url }: Target, delayMs: number): Promise<typeof unanswered> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(delayMs);
  await fetch(`${url}/api/v1/issues`, { method: 'POST', headers, body: JSON.stringify(crash), signal }).catch(() => {});
  return unanswered;
}

/** Every other creation succeeds; the others fail before a number is drawn, after that, or nobody knows. */
function createOrFail(target: Target, index: number): Promise<typeof unanswered> {
  const kind = Math.floor(index / 2) % 8;
  if (kind === 1) return createIssue(target, token, { ...crash, title: '' });
  if (kind === 3) return createIssue(target, token, { ...crash, labels: ['nowhere'] });
  if (kind === 5) return createIssue(target, reading);
  if (kind === 7) return hangUp(target, 1 + (index % 5));
  return createIssue(target, token);
}

test('numbers are unique and without gaps, whatever creations failed between', async () => {
  const answers = await callBoth(pair, { count: 240, atOnce: 24 }, createOrFail);
  const counts = Object.groupBy(answers, ({ status }) => status);
  // A busy machine may refuse some with 503, and that is a failure like the others.
  expect(Object.keys(counts).filter((status) => status !== '503')).toEqual(['0', '201', '403', '422']);
  const made = answers.flatMap((answer) => (answer.status === 201 ? [answer.json.number] : []));
  expect(new Set(made).size).toBe(made.length);
  const numbers = await numbersOf(here);
  expect(numbers).toEqual(upTo(numbers.length));
  expect(numbers).toEqual(expect.arrayContaining(made));
});

test('numbers are without gaps though a process was killed in the midst, and the other goes on at once', async () => {
  const victim = await startServerForTest({ ...production, DATABASE_URL: here.database });
  const isDead = once(victim.process, 'exit');
  const both: Pair = [victim, there];
  const answers = await callBoth(both, { count: 160 }, async (target, index) => {
    if (index === 80) victim.process.kill('SIGKILL');
    const answer = await createIssue(target, token).catch(() => unanswered);
    return { ...answer, isOfThere: target === there };
  });
  await isDead;
  // A lock that the victim kept would make the other give up, with 503.
  expect(new Set(answers.filter(({ isOfThere }) => isOfThere).map(({ status }) => status))).toEqual(new Set([201]));
  const made = answers.filter(({ status }) => status === 201).map(({ json }) => json.number);
  expect(made.length).toBeGreaterThan(80);
  expect(new Set(made).size).toBe(made.length);
  const numbers = await numbersOf(there);
  expect(numbers).toEqual(upTo(numbers.length));
  expect(numbers).toEqual(expect.arrayContaining(made));
});
