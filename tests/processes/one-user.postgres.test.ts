// Runs on postgresql: SQLite has no connections that could all be in use.

// C6: one user with more heavy calls than there are connections, while PostgreSQL is slow.

import { send, signUp, startServer } from '@docket/kit/target';
import { openDatabase } from '@docket/router';
import { expect, test } from 'vitest';

const server = await startServer();
const [ada, bob] = [await signUp(server, 'ada'), await signUp(server, 'bob')];

/** Keeps the table of issues from being read while `work` goes on: whoever reads it waits with a connection. */
async function withLockedIssues(work: () => Promise<void>): Promise<void> {
  const database = await openDatabase(server.database);
  const undo = new Error('what was changed to lock the table is taken back');
  const locking = database.write(
    async (db) => {
      await db.schema.alterTable('issue').addColumn('locked', 'text').execute();
      await work();
      throw undo;
    },
    { isLong: true },
  );
  await expect(locking).rejects.toThrow(undo);
  await database.close();
}

test('C6: has few connections at a time, and neither health probes nor others wait for them', async () => {
  let answers: Promise<number[]> = Promise.resolve([]);
  await withLockedIssues(async () => {
    const list = async () => (await send(server, 'GET /api/v1/issues?status=open', { token: ada.access_token })).status;
    answers = Promise.all(Array.from({ length: 60 }, list));
    const refused = await Promise.race([list(), answers.then(() => 0)]);
    expect(refused).toBe(503); // with so many that wait already
    for (let times = 0; times < 3; times += 1) {
      expect((await send(server, 'GET /health/ready')).status).toBe(200);
      expect((await send(server, 'GET /api/v1/users/me', { token: bob.access_token })).status).toBe(200);
    }
  });
  const statuses = await answers;
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect((await send(server, 'GET /api/v1/issues', { token: ada.access_token })).status).toBe(200);
});

test('C6: what a batch asks for waits in the same line', async () => {
  const path = `/trpc/${Array(10).fill('issue.list').join()}?batch=1`;
  await withLockedIssues(async () => {
    const batches = Array.from({ length: 3 }, () => send(server, `GET ${path}`, { token: ada.access_token }));
    expect((await send(server, 'GET /health/ready')).status).toBe(200);
    expect((await send(server, 'GET /api/v1/users/me', { token: bob.access_token })).status).toBe(200);
    void Promise.all(batches).catch(() => undefined);
  });
});
