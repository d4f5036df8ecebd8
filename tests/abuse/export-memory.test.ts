// Runs on sqlite, and on both with FAULTS=long: pages of an export are the same on both, and here it fills in thousands of issues.

// I16: an export takes as much memory for many issues as for few. FAULTS=long makes more of them.

import { fillInBulk } from '@docket/kit/bulk';
import { countForPlanner } from '@docket/kit/database';
import { residentMemory, send, startServer } from '@docket/kit/target';
import { openDatabase } from '@docket/router';
import { expect, test } from 'vitest';
import { isLong } from '../faults/figures.ts';
import { makeScene } from './operations.ts';

const MB = 1024 * 1024;

const issues = isLong ? 100_000 : 20_000;

const server = await startServer();
const { ada, bob } = await makeScene(server);
const database = await openDatabase(server.database);
await fillInBulk(database, { issues, after: 100, authors: [ada.id, bob.id], comments: 2 });
await database.close();
await countForPlanner(server.database);

type Read = { bytes: number; lines: number; most: number };

/** Reads an export to its end and keeps nothing of it. */
async function read(query: string): Promise<Read> {
  const headers = { authorization: `Bearer ${ada.access_token}` };
  const response = await fetch(`${server.url}/api/v1/issues/export?${query}`, { headers });
  expect(response.status).toBe(200);
  const found = { bytes: 0, lines: 0, most: 0 };
  for await (const piece of response.body ?? []) {
    found.bytes += piece.length;
    for (const byte of piece) if (byte === 10) found.lines += 1;
    found.most = Math.max(found.most, residentMemory(server));
  }
  return found;
}

test.each(['ndjson', 'csv', 'json'])('an export as %s takes the memory of a small one', async (format) => {
  await read(`format=${format}&created_before=2020-01-01T00:00:00Z`);
  const before = residentMemory(server);
  const { lines, most } = await read(`format=${format}`);
  expect(lines).toBeGreaterThan(issues);
  expect(most - before).toBeLessThan(96 * MB);
});

test('a caller has one export at a time, and others answer meanwhile', async () => {
  // What is compressed may wait in buffers until all of it is written.
  const headers = { authorization: `Bearer ${ada.access_token}`, 'accept-encoding': 'identity' };
  const first = await fetch(`${server.url}/api/v1/issues/export`, { headers });
  const second = await send(server, 'GET /api/v1/issues/export', { token: ada.access_token });
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await send(server, 'GET /api/v1/issues', { token: ada.access_token })).status).toBe(200);
  await first.body?.cancel();
  await expect
    .poll(
      async () => (await send(server, 'GET /api/v1/issues/export?author=nobody', { token: ada.access_token })).status,
    )
    .toBe(200);
});
