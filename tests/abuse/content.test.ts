// Runs on sqlite: it tests what lies above the database.

// T37, C10: how much one account can write.

import { serveTarget } from '@docket/kit/served-target';
import { call, limitsOf, logIn, send } from '@docket/kit/target';
import { openDatabase } from '@docket/router';
import { expect, test } from 'vitest';
import { makeScene } from './operations.ts';

const QUOTA = 25_000;
const server = await serveTarget({ RATE_LIMIT_CONTENT: String(QUOTA) });
const { ada, bob, root, ids } = await makeScene(server);

const long = (letter: string) => letter.repeat(10_000);

test('C10: a comment that is edited again and again is stopped for the rest of the hour, and the database grows no more', async () => {
  const path = `/api/v1/comments/${ids['comments']}`;
  const edit = (body: string) => send(server, `PATCH ${path}`, { token: ada.access_token, json: { body } });
  const statuses: number[] = [];
  for (const letter of ['a', 'b', 'c']) statuses.push((await edit(long(letter))).status);
  expect(statuses).toEqual([200, 200, 200]); // the last one is more than was left
  const refused = await edit('short');
  expect([refused.status, refused.text]).toEqual([429, expect.stringContaining('Too many bytes of text')]);
  const seconds = Number(refused.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(3500);
  expect(refused.headers.get('ratelimit-policy')).toContain(`"content";q=${QUOTA};qu="content-bytes";w=3600`);
  expect(limitsOf(refused)).toContainEqual({
    name: 'content',
    quota: QUOTA,
    window: 3600,
    remaining: 0,
    reset: seconds,
  });

  // At every door, and for whatever else there is to write.
  const input = { title: 'One more', description: 'of many' };
  for (const way of [
    call(server, 'comment.update', { token: ada.access_token, input: { id: ids['comments'], body: 'short' } }),
    call(server, 'issue.create', { token: ada.access_token, input }),
    send(server, 'POST /api/v1/labels', { token: ada.access_token, json: { name: 'one-more' } }),
    send(server, `PUT /api/v1/issues/${ids['issues']}`, {
      token: (await logIn(server, 'ada')).access_token,
      json: input,
    }),
  ]) {
    expect((await way).status).toBe(429);
  }
});

test('others write on, everybody reads on, and an admin imports as much as there is', async () => {
  for (const { access_token: token } of [bob, root]) {
    const json = { body: 'Not my doing' };
    expect((await send(server, `POST /api/v1/issues/${ids['issues']}/comments`, { token, json })).status).toBe(201);
  }
  expect((await send(server, 'GET /api/v1/issues', { token: ada.access_token })).status).toBe(200);
  const at = '2026-01-31T09:30:00.000Z';
  const texts = { title: 'From afar', description: 'x'.repeat(4 * QUOTA), status: 'open', author: 'ekr' };
  const lists = { assignees: [], labels: [], comments: [] };
  for (const number of [100, 101]) {
    const issues = [{ number, ...texts, ...lists, created_at: at, updated_at: at, closed_at: null }];
    const json = { source: 'github:a/b', labels: [], issues };
    expect((await send(server, 'POST /api/v1/archive/import', { token: root.access_token, json })).status).toBe(200);
  }
});

test('T37: the history of what was written is hardly larger than what was written', async () => {
  const database = await openDatabase(server.database);
  const rows = await database.read.selectFrom('event').select('data').where('type', '=', 'comment.updated').execute();
  await database.close();
  const bytes = rows.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0);
  expect(bytes).toBeGreaterThan(2 * 10_000); // each text but the last one, once
  expect(bytes).toBeLessThan(2 * 10_000 + 3 * 2048);
});
