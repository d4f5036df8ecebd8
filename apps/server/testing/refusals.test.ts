// Runs on sqlite: it tests what lies above the database.

// What keeps the server from starting is one clear line that names the remedy, and changes nothing.

import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { refusal, start } from '@docket/kit/server-process';
import { expect, onTestFinished, test } from 'vitest';

test('says in one line that the data folder cannot be used', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'data'), 'a file, not a folder');
  const { status, message } = await refusal(await start({ DATABASE_URL: 'sqlite::memory:' }, { cwd }));
  expect(status).toBe(1);
  expect(message).toMatch(/^DATA_DIR: the key cannot be kept there \(.*\), so name a folder where we may write$/);
});

test('names every wrong setting and each that is nearly one, and does not start', async () => {
  const cwd = temporaryFolder();
  const wrong = { PORT: 'eight', ENVIRONMENT: 'staging', SECRET_KEY: 'not shown', DATABSE_URL: 'not shown' };
  const server = await start(wrong, { cwd });
  const { status, message } = await refusal(server);
  expect(status).toBe(1);
  expect(message.split('\n')).toEqual([
    'ENVIRONMENT: must be one of "development"|"production"|"test"',
    'PORT: must be a whole number',
    'DATABSE_URL is no setting: did you mean DATABASE_URL?',
  ]);
  expect(existsSync(join(cwd, 'data'))).toBe(false);
});

test.each(['1', '2'])('says in one line that the port is taken (WORKERS=%s)', async (WORKERS) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const { status, message } = await refusal(await start({ PORT: String(port), WORKERS }));
  expect({ status, message }).toEqual({
    status: 1,
    message: `Port ${port} is in use: stop the other program, or set PORT to another port`,
  });
});

test('refuses a key that was not written whole', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'data'));
  writeFileSync(join(cwd, 'data/secret_key'), '');
  const { status, message } = await refusal(await start({}, { cwd }));
  expect(status).toBe(1);
  expect(message).toMatch(/^The key in data\/secret_key is not whole: delete the file and start again.*$/);
});
