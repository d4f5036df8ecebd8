// Runs on sqlite: it damages the file of the database.

// C16: a page of the database's file that cannot be read costs what stands on it, and nothing else.

import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { admin, send, startServerForTest, type Target } from '@docket/kit/target';
import { expect, test } from 'vitest';

/** Far longer than a page, so that its middle stands on pages of its own. */
const LONG = `${'x'.repeat(50_000)} here is the middle ${'y'.repeat(50_000)}`;

/** Imports three issues, of which the second one has a text on pages of its own, and gives its file back unused. */
async function databaseOf(target: Target, token: string): Promise<string> {
  const at = '2026-01-31T09:30:00.000Z';
  const issues = [1, 2, 3].map((number) => ({
    ...{ number, title: `Issue ${number}`, description: number === 2 ? LONG : 'short', status: 'open', author: 'ekr' },
    ...{ assignees: [], labels: [], comments: [], created_at: at, updated_at: at, closed_at: null },
  }));
  const json = { source: 'github:a/b', labels: [], issues };
  expect((await send(target, 'POST /api/v1/archive/import', { token, json })).status).toBe(200);
  const hasEnded = once(target.process, 'exit');
  target.process.kill('SIGTERM');
  await hasEnded;
  return target.database;
}

/** Makes the page in the middle of the text say that a page comes next which there is none of. */
function damage(database: string): void {
  const file = database.replace('sqlite:', '');
  const bytes = readFileSync(file);
  const pageSize = bytes.readUInt16BE(16); // sqlite.org/fileformat.html, 1.3
  const place = bytes.indexOf('here is the middle');
  expect(place).toBeGreaterThan(0);
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(4, 0xff), 0, 4, place - (place % pageSize)); // 1.6, overflow pages
  closeSync(descriptor);
}

test('C16: one damaged page is a 500 for the issue on it, and all else goes on', async () => {
  const before = await startServerForTest();
  const database = await databaseOf(before, (await admin(before)).access_token);
  damage(database);
  const server = await startServerForTest({ DATABASE_URL: database });
  const { access_token: token } = await admin(server);
  const get = (path: string) => send(server, `GET ${path}`, { token });
  for (let round = 0; round < 5; round += 1) {
    const paths = ['/api/v1/issues/1', '/api/v1/issues/2', '/api/v1/issues/3', '/api/v1/users/me', '/health/ready'];
    const statuses = (await Promise.all(paths.map(get))).map(({ status }) => status);
    expect(statuses).toEqual([200, 500, 200, 200, 200]);
  }
  const inputs = encodeURIComponent('{"0":{"id":"1"},"1":{"id":"2"},"2":{"id":"3"}}');
  const batch = await get(`/trpc/issue.get,issue.get,issue.get?batch=1&input=${inputs}`);
  expect([batch.status, batch.json]).toMatchObject([207, [{ result: {} }, { error: {} }, { result: {} }]]);
  const json = { title: 'After that', description: 'all is well' };
  expect((await send(server, 'POST /api/v1/issues', { token, json })).status).toBe(201);
  expect(server.process.exitCode).toBeNull();
});
