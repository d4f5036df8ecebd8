// C19a: the database file is deleted or replaced under a server.

import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { send, signUp, startServerForTest } from '@docket/kit/target';
import { expect, test, vi } from 'vitest';
import { isLong } from './figures.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };

/** A server with a user, and how it answers. */
async function startWithAda() {
  const target = await startServerForTest();
  const { access_token: token } = await signUp(target, 'ada');
  const json = { title: 'Crash on save', description: 'It crashes', priority: 'low' };
  return {
    ...target,
    file: target.database.replace('sqlite:', ''),
    create: async () => (await send(target, 'POST /api/v1/issues', { token, json })).status,
    list: async () => (await send(target, 'GET /api/v1/issues', { token })).status,
    ready: async () => (await send(target, 'GET /health/ready')).status,
  };
}

const losses: [what: string, part: string, lose: (path: string) => void][] = [
  ['the file is deleted', '', rmSync],
  ['the file is replaced by a copy of it', '', replace],
  ['its log is deleted', '-wal', rmSync],
  ['its log is replaced', '-wal', replace],
  ['the index of its log is deleted', '-shm', rmSync],
];

// The others are seen by the same look at all three.
test.each(isLong ? losses : losses.slice(0, 3))(
  'C19a: is not ready and refuses to write and to read soon after %s, and says so in its log',
  async (_, part, lose) => {
    const server = await startWithAda();
    expect([await server.create(), await server.ready()]).toEqual([201, 200]);
    const path = server.file + part;
    lose(path);
    await vi.waitFor(async () => expect(await server.ready()).toBe(503), PATIENCE);
    expect([await server.create(), await server.list()]).toEqual([503, 503]);
    await server.logWith(`${path} was deleted or replaced while it was in use`);
  },
);

test('C19a: works again, with all that was written before, when the file is put back', async () => {
  const server = await startWithAda();
  expect(await server.create()).toBe(201);
  renameSync(server.file, `${server.file}.away`);
  await vi.waitFor(async () => expect(await server.ready()).toBe(503), PATIENCE);
  renameSync(`${server.file}.away`, server.file);
  await vi.waitFor(async () => expect(await server.ready()).toBe(200), PATIENCE);
  expect([await server.create(), await server.list()]).toEqual([201, 200]);
});

function replace(path: string): void {
  copyFileSync(path, `${path}.copy`);
  renameSync(`${path}.copy`, path);
}
