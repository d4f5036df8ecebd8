// F13: edits from one version, made at once at two processes.

import { admin, send } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { callBoth, createIssue, startPair, statusesOf } from './several-servers.ts';

type Issue = { id: string; number: number; version: number; title: string };
type Change = { field: string; to: unknown };

const pair = await startPair();
const [here] = pair;
const { access_token: token } = await admin(here);
await send(here, 'POST /api/v1/labels', { token, json: { name: 'bug', color: '#aa0000' } });

/** As clients do: on a busy machine an edit may wait too long for its turn, and is answered 503. */
async function edit<T>(...sent: Parameters<typeof send>): ReturnType<typeof send<T>> {
  const answer = await send<T>(...sent);
  return answer.status === 503 ? edit(...sent) : answer;
}

async function changesOf(number: number): Promise<Change[]> {
  const { json } = await send<{ items: { changes: Change[] }[] }>(
    here,
    `GET /api/v1/issues/${number}/events?size=100`,
    { token },
  );
  return json.items.flatMap(({ changes }) => changes);
}

test.each(['version', 'If-Match'])('of 50 edits of one field from one %s one is made', async (by) => {
  const { json: made } = await createIssue(here, token);
  const { headers } = await send(here, `GET /api/v1/issues/${made.number}`, { token });
  const condition = by === 'version' ? {} : { headers: { 'if-match': String(headers.get('etag')) } };
  const answers = await callBoth(pair, { count: 50, atOnce: 50 }, (target, index) => {
    const json = { title: `Title ${index}`, ...(by === 'version' && { version: 1 }) };
    return edit<Issue>(target, `PATCH /api/v1/issues/${made.number}`, { token, json, ...condition });
  });
  expect(await statusesOf(answers.map(async (answer) => answer))).toEqual([200, ...Array(49).fill(412)]);
  const winner = answers.find(({ status }) => status === 200)?.json;
  expect((await send(here, `GET /api/v1/issues/${made.number}`, { token })).json).toEqual(winner);
  expect(await changesOf(made.number)).toMatchObject([{ field: 'title', to: winner?.title }]);
  const told = answers.filter(({ status }) => status === 412).map(({ json }) => json);
  expect(told).toEqual(Array(49).fill(expect.objectContaining({ code: 'precondition_failed', current: winner })));
});

test('of 50 edits of as many fields of ten issues, from one version, all are made and stand in the history', async () => {
  const made = await Promise.all(Array.from({ length: 10 }, () => createIssue(here, token)));
  expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]));
  const edits: Record<string, unknown>[] = [
    { title: 'Another title' },
    { description: 'Another description' },
    { priority: 'high' },
    { status: 'in_progress' },
    { labels: ['bug'] },
  ];
  const answers = await callBoth(pair, { count: 50, atOnce: 50 }, (target, index) => {
    const json = { ...edits[Math.floor(index / 10)], version: 1 };
    return edit(target, `PATCH /api/v1/issues/${made[index % 10]?.json.number}`, { token, json });
  });
  expect(answers.filter(({ status }) => status !== 200).map(({ text }) => text)).toEqual([]);
  const changes = edits.flatMap((one) => Object.entries(one).map(([field, to]) => ({ field, to })));
  for (const { json } of made) {
    const found = await changesOf(json.number);
    expect(found).toHaveLength(changes.length);
    expect(found).toEqual(expect.arrayContaining(changes.map((change) => expect.objectContaining(change))));
    const { json: last } = await send<Issue>(here, `GET /api/v1/issues/${json.number}`, { token });
    expect(last).toMatchObject({ version: 6, title: 'Another title', priority: 'high', status: 'in_progress' });
  }
});
