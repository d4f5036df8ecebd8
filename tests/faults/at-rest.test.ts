// Runs on sqlite: it copies the file of the database.

// C80: what a copy of the database file alone holds, while the server runs.

import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { allRows } from '@docket/kit/both-engines';
import { temporaryFolder } from '@docket/kit/database';
import { send, signUp, startServerForTest } from '@docket/kit/target';
import { openDatabase } from '@docket/router';
import { expect, onTestFinished, test, vi } from 'vitest';

async function open(file: string) {
  const database = await openDatabase(`sqlite:${file}`, { isReadOnly: true });
  onTestFinished(() => database.close());
  return database;
}

test('C80: cp of the file alone copies everything, soon after the last write and while the server runs', async () => {
  const target = await startServerForTest();
  const file = target.database.replace('sqlite:', '');
  const { access_token: token } = await signUp(target, 'ada');
  for (let number = 1; number <= 51; number += 1) {
    const json = { title: `Issue ${number}`, description: 'It crashes', priority: 'low' };
    expect((await send(target, 'POST /api/v1/issues', { token, json })).status).toBe(201);
  }
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  await vi.waitFor(() => expect(statSync(`${file}-wal`).size).toBe(0), { timeout: 60_000, interval: 100 });

  const copy = join(temporaryFolder(), 'docket.db');
  copyFileSync(file, copy);
  const copied = await open(copy);
  expect(await copied.isSound()).toBe(true);
  const rows = await allRows(copied);
  expect(rows['issue']).toHaveLength(51);
  expect(rows).toEqual(await allRows(await open(file)));
});
