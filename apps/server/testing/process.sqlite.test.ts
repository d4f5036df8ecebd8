// Runs on sqlite: a server makes a file, but no PostgreSQL database.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@docket/kit/database';
import { addressOf, start, statusAtExit } from '@docket/kit/server-process';
import { expect, onTestFinished, test } from 'vitest';

test('starts on nothing but defaults: makes folder, database and key; saves the last uses and closes the database when it stops', async () => {
  const cwd = temporaryFolder();
  const server = await start({}, { cwd });
  const address = await addressOf(server);
  expect(await (await fetch(`${address}/health/ready`)).json()).toEqual({ status: 'ready' });
  for (const file of ['docket.db', 'docket.db-wal', 'secret_key']) {
    expect([file, statSync(join(cwd, 'data', file)).mode & 0o777]).toEqual([file, 0o600]);
  }
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${address}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await answer.json()) as { access_token: string };
  };
  const login = { username: 'ada', password: 'analytical engine' };
  await post('auth/register', { ...login, email: 'ada@example.org' });
  const { access_token } = await post('auth/login', login);
  await fetch(`${address}/api/v1/users/me`, { headers: { authorization: `Bearer ${access_token}` } });
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);

  const file = join(cwd, 'data/docket.db');
  expect(existsSync(`${file}-wal`)).toBe(false); // the last connection that closes moves the log into the file
  const database = new DatabaseSync(file, { readOnly: true });
  onTestFinished(() => database.close());
  const used = database.prepare('select last_used_at > created_at as used from session').get();
  expect(used).toEqual({ used: 1 });
});
