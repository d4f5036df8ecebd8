// Requests that are repeated with their Idempotency-Key, or with an id of their author's, over two processes: done once.

import { once } from 'node:events';
import { join } from 'node:path';
import { admin, production, send, startServerForTest } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { callBoth, crash, startPair } from './several-servers.ts';

const pair = await startPair();
const [here, there] = pair;
const { access_token: token } = await admin(here);

type Issue = { id: string; number: number; title: string };

async function numberOfIssues(): Promise<number> {
  const { json } = await send<{ total: number }>(there, 'GET /api/v1/issues?size=1', { token });
  return json.total;
}

const OWN_ID = '01890a5d-ac96-774b-bcce-b302099a8057';

test.each([
  ['Idempotency-Key', crash, { 'idempotency-key': '"fifty"' }],
  ['id', { ...crash, id: OWN_ID }, {}],
])('fifty requests at once with one %s make one issue, and all are answered with it', async (_, json, headers) => {
  const before = await numberOfIssues();
  const answers = await callBoth(pair, { count: 50, atOnce: 50 }, (target) =>
    send<Issue>(target, 'POST /api/v1/issues', { token, json, headers }),
  );
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
  expect(await numberOfIssues()).toBe(before + 1);
});

test('a server that is killed between commit and answer has done it, and another one answers the repeat', async () => {
  const NODE_OPTIONS = `--import ${join(import.meta.dirname, '../kit/dies-before-answer.js')}`;
  const victim = await startServerForTest({ ...production, DATABASE_URL: here.database, NODE_OPTIONS });
  const isDead = once(victim.process, 'exit');
  const before = await numberOfIssues();
  const request = { token, json: crash, headers: { 'idempotency-key': 'killed' } };
  await expect(send(victim, 'POST /api/v1/issues', request)).rejects.toThrow(TypeError);
  expect(await isDead).toEqual([null, 'SIGKILL']);
  expect(await numberOfIssues()).toBe(before + 1);

  const again = await send<Issue>(there, 'POST /api/v1/issues', request);
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  expect(again.headers.get('location')).toBe(`/api/v1/issues/${again.json.id}`);
  expect(await numberOfIssues()).toBe(before + 1);
});
