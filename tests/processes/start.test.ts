// F8: five servers start at once on one empty database.

import { openDatabase } from '@docket/db';
import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { addressOf, start } from '@docket/kit/server-process';
import { call, logIn, PASSWORD, send } from '@docket/kit/target';
import { expect, onTestFinished, test } from 'vitest';

const FIRST_ADMIN = { FIRST_ADMIN_EMAIL: 'root@example.org', FIRST_ADMIN_PASSWORD: PASSWORD };

test('F8: five servers that start at once on an empty database all serve, with one admin and numbers without gaps', {
  timeout: 90_000,
}, async () => {
  const database = await createTestDatabase({ isEmpty: true });
  const settings = { DATABASE_URL: database, SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8', ...FIRST_ADMIN };
  const servers = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const cwd = temporaryFolder();
      const server = await start(settings, { cwd });
      const url = await addressOf(server);
      server.stdout.resume();
      return { url };
    }),
  );

  const [first = { url: '' }] = servers;
  const { access_token: token } = await logIn(first, FIRST_ADMIN.FIRST_ADMIN_EMAIL);
  const json = { title: 'Five of us', description: 'On one database' };
  const made = await Promise.all(
    servers.map(async (server) => {
      expect((await send(server, 'GET /health/ready')).status).toBe(200);
      return send<{ number: number }>(server, 'POST /api/v1/issues', { token, json });
    }),
  );
  expect(made.map((answer) => answer.json.number).toSorted()).toEqual([1, 2, 3, 4, 5]);
  for (const server of servers)
    expect((await call(server, 'issue.get', { token, input: { id: '5' } })).status).toBe(200);
  const opened = await openDatabase(database);
  onTestFinished(() => opened.close());
  const admins = await opened.read.selectFrom('user').select('email').where('role', '=', 'admin').execute();
  expect(admins).toEqual([{ email: FIRST_ADMIN.FIRST_ADMIN_EMAIL }]);
});
