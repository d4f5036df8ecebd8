// C11, C12: what concerns any number of rows, a server does in parts: each is a transaction, and others have their turn
// between them. A row that cannot be deleted tells the parts apart: those before it stay done.

import { fillInBulk } from '@docket/kit/bulk';
import { createTestDatabase } from '@docket/kit/database';
import { keepLastRows, letRowsGo } from '@docket/kit/stubborn-rows';
import { admin, send, signUp, startServer } from '@docket/kit/target';
import { openDatabase } from '@docket/router';
import { afterAll, expect, test } from 'vitest';

/** More than two parts of each. */
const [EXPIRED, LABELLED] = [2500, 450];

/** Rows that are left when one more cannot be deleted. */
const LEFT = 40;

const DATABASE_URL = await createTestDatabase({ onEnd: afterAll });
const database = await openDatabase(DATABASE_URL);
afterAll(() => database.close());

async function countRows(table: 'rate_limit' | 'issue_label'): Promise<number> {
  const { read } = database;
  const { count } = await read
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

const expired = { points: 1, expires_at: '2020-01-01T00:00:00.000Z' };
const limits = Array.from({ length: EXPIRED }, (_, nth) => ({ key: `old:${nth}`, ...expired }));
await database.write((db) => db.insertInto('rate_limit').values(limits).execute());
await keepLastRows(DATABASE_URL, { table: 'rate_limit', rows: LEFT });
const server = await startServer({ DATABASE_URL });

test('C12: a server clears expired rows in parts', async () => {
  await server.logWith('"work":"housekeeping"'); // the last part has failed
  const left = await countRows('rate_limit');
  expect(left).toBeGreaterThan(LEFT);
  expect(left).toBeLessThan(EXPIRED);
  expect((await send(server, 'GET /health/ready')).status).toBe(200);
  await letRowsGo(DATABASE_URL, 'rate_limit');
});

test('C11: a server takes a deleted label off its issues in parts, and shows it to nobody after the first', async () => {
  const [{ access_token: token }, ada] = [await admin(server), await signUp(server, 'ada')];
  const { json: label } = await send<{ id: string }>(server, 'POST /api/v1/labels', { token, json: { name: 'big' } });
  const labels = [{ id: label.id, on: '1 = 1' }];
  await fillInBulk(database, { issues: LABELLED, authors: [ada.id], labels });
  await keepLastRows(DATABASE_URL, { table: 'issue_label', rows: LEFT });
  expect((await send(server, `DELETE /api/v1/labels/${label.id}`, { token })).status).toBe(500);
  const left = await countRows('issue_label');
  expect(left).toBeGreaterThan(LEFT);
  expect(left).toBeLessThan(LABELLED);
  expect((await send(server, `GET /api/v1/labels/${label.id}`, { token })).status).toBe(404);
  expect((await send(server, 'POST /api/v1/labels', { token, json: { name: 'big' } })).status).toBe(201);
});
