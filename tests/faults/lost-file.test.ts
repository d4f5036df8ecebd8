// Runs on sqlite: it takes the file of the database away.

// C19a: the database file is deleted or replaced under a server.

import { copyFileSync, renameSync } from 'node:fs';
import { send, signUp, startServer } from '@docket/kit/target';
import { expect, test, vi } from 'vitest';
import { isLong } from './figures.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };

const server = await startServer();
const file = server.database.replace('sqlite:', '');
const { access_token: token } = await signUp(server, 'ada');

const json = { title: 'Crash on save', description: 'It crashes', priority: 'low' };
const create = async () => (await send(server, 'POST /api/v1/issues', { token, json })).status;
const list = async () => (await send(server, 'GET /api/v1/issues', { token })).status;
const isReady = (status: number) =>
  vi.waitFor(async () => expect((await send(server, 'GET /health/ready')).status).toBe(status), PATIENCE);

const losses: [what: string, part: string, isReplaced: boolean][] = [
  ['the file is deleted', '', false],
  ['the file is replaced by a copy of it', '', true],
  ['its log is deleted', '-wal', false],
  ['its log is replaced', '-wal', true],
  ['the index of its log is deleted', '-shm', false],
];

// The others are seen by the same look at all three: packages/db/testing/sqlite/file-guard.test.ts.
test.each(isLong ? losses : losses.slice(0, 3))(
  'C19a: is not ready and refuses to write and to read soon after %s, says so in its log, and works again with all of it when it is put back',
  async (_, part, isReplaced) => {
    expect(await create()).toBe(201);
    await isReady(200);
    const path = file + part;
    renameSync(path, `${path}.away`); // for whoever looks for it, that is a deletion
    if (isReplaced) copyFileSync(`${path}.away`, path);
    await isReady(503);
    expect([await create(), await list()]).toEqual([503, 503]);
    await server.logWith(`${path} was deleted or replaced while it was in use`);
    renameSync(`${path}.away`, path);
    await isReady(200);
    expect([await create(), await list()]).toEqual([201, 200]);
  },
);
