import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryFolder } from '@docket/kit/database';
import { databaseIn, start } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

type Line = { level: number; msg: string };

test('C84, C51, A5: a start names its database without a password, and what is odd about the settings', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, '.env'), '\ufeffPROJECT_NAME=Bug Barn\nLOGLEVEL=debug\n');
  const { host, pathname } = new URL(await databaseIn(cwd));
  const odd = {
    DATABSE_URL: 'postgresql://ada:hunter2@db/docket',
    REDIS_URL: 'redis://:hunter2@redis',
    API_V1_STR: '/',
    SMTP_URL: 'smtp://ada:hunter2@127.0.0.1:1',
    APP_URL: 'https://app.example.org',
  };
  const server = await start(odd, { cwd });
  const lines: Line[] = [];
  for await (const line of createInterface(server.stdout)) {
    lines.push(JSON.parse(line));
    if (line.includes('Server listening')) break;
  }
  server.kill('SIGTERM');
  await once(server, 'exit');
  const place = host ? `${pathname.slice(1)} on PostgreSQL at ${host}` : `${join(cwd, 'data/docket.db')} on SQLite`;
  expect(lines).toMatchObject([
    { level: 30, msg: `The database ${place} is open` },
    { level: 40, msg: 'LOGLEVEL in .env is no setting: did you mean LOG_LEVEL?' },
    { level: 40, msg: 'DATABSE_URL is no setting: did you mean DATABASE_URL?' },
    { level: 30, msg: 'REDIS_URL is not needed: limits, sessions and waiting mail are in the database' },
    { level: 30, msg: 'API_V1_STR is not needed: the REST API is always at /api/v1' },
    {
      level: 40,
      msg: expect.stringMatching(
        /^PUBLIC_URL is not set: the links that end mail lead to http\S+\/unsubscribe\/, set it/,
      ),
    },
    { level: 30, msg: expect.stringContaining('Server listening') },
  ]);
  expect(JSON.stringify(lines)).not.toContain('hunter2');
});
