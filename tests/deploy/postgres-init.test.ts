// Runs on postgresql: it tests the roles and connections of that engine.

// The database that compose.yaml makes, by the file that it runs.

import { join } from 'node:path';
import { createTestDatabase } from '@docket/kit/database';
import { startPostgres } from '@docket/kit/postgres';
import { addressOf, start } from '@docket/kit/server-process';
import { expect, onTestFinished, test } from 'vitest';
import { hasPsql, psql } from './psql.ts';

const SQL = join(import.meta.dirname, '../../deploy/postgres-init.sql');
const PASSWORD = "quote ' and % and @ and /";

test.runIf(hasPsql)('Docket runs as the owner of its database and of nothing else', async () => {
  const { server, stop } = await startPostgres();
  onTestFinished(stop);
  await psql(server, ['--file', SQL], { POSTGRES_PASSWORD: PASSWORD });

  const ours = new URL(server);
  [ours.username, ours.password, ours.pathname] = ['docket', '', '/docket'];
  const address = await addressOf(await start({ DATABASE_URL: ours.href, PGPASSWORD: PASSWORD }));
  expect((await fetch(`${address}/health/ready`)).status).toBe(200);

  const roles = "select rolname, rolsuper, rolcreaterole from pg_roles where rolname = 'docket'";
  expect(await psql(ours.href, ['--command', roles], { PGPASSWORD: PASSWORD })).toBe('docket|f|f');
  await expect(psql(server, ['--command', 'select 1'])).rejects.toThrow('password authentication failed');
});

test.runIf(hasPsql)('a server has DATABASE_CONNECTIONS connections for reading and six more, at most', async () => {
  const DATABASE_URL = await createTestDatabase();
  const address = await addressOf(await start({ DATABASE_URL, DATABASE_CONNECTIONS: '2', RATE_LIMIT_LOGINS: '0' }));
  const json = JSON.stringify({ username: 'ada', password: 'analytical engine' });
  const headers = { 'content-type': 'application/json' };
  const calls = Array.from({ length: 30 }, () => [
    fetch(`${address}/health/ready`),
    fetch(`${address}/api/v1/auth/login`, { method: 'POST', headers, body: json }),
  ]);
  await Promise.all(calls.flat());
  const ours =
    "select count(*) from pg_stat_activity where application_name = 'docket' and datname = current_database()";
  const connections = Number(await psql(DATABASE_URL, ['--command', ours]));
  expect(connections).toBeGreaterThan(2);
  expect(connections).toBeLessThanOrEqual(2 + 6);
});
