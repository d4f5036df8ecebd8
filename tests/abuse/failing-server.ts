// What a server tells when it fails: T3.

import { runSql } from '@docket/kit/database';
import { call, PASSWORD, send, signUp, startServerForTest } from '@docket/kit/target';
import { expect } from 'vitest';

/** What an attacker would like to read: SQL, a table, a path, a line of code, a library. */
export const REVEALING =
  /sqlite|postgres|select |no such|table|relation|constraint|kysely|\.ts\b|\.js\b|\/src\/|node_modules|node:|\bat \w+ \(|stack/i;

type Failure = { code: string };

/** An unexpected error of a server with these settings tells nothing but an id, under which the log has it. */
export async function expectNothingRevealed(settings: Record<string, string>): Promise<void> {
  const server = await startServerForTest(settings);
  const { access_token: token } = await signUp(server, 'ada');
  const json = { title: 'Crash', description: 'It crashes' };
  await send(server, 'POST /api/v1/issues', { token, json });
  const tables = ['issue_label', 'comment', 'issue_counter', 'refresh_token']; // of which each call below needs one
  await runSql(server.database, tables.map((table) => `alter table ${table} rename to lost_${table}`).join('; '));

  const credentials = { username: 'ada', password: PASSWORD };
  const failures = [
    await send<Failure>(server, 'GET /api/v1/issues/1', { token }),
    await send<Failure>(server, 'GET /api/v1/issues/1/comments', { token }),
    await send<Failure>(server, 'POST /api/v1/issues', { token, json }),
    await send<Failure>(server, 'POST /api/v1/auth/login', { json: credentials }),
    await send<Failure>(server, 'POST /api/v1/auth/refresh', { json: { refresh_token: 'dkr_x' } }),
    await call<Failure>(server, 'issue.get', { token, input: { id: '1' } }),
    await call<Failure>(server, 'comment.create', { token, input: { issue_id: '1', body: 'Hello' } }),
    await send<Failure>(server, `GET /trpc/issue.get?batch=1&input=${encodeURIComponent('{"0":{"id":"1"}}')}`, {
      token,
    }),
  ];
  for (const { status, headers, text } of failures) {
    expect([status, text]).toEqual([500, expect.stringContaining('Something went wrong on our side')]);
    expect(text).not.toMatch(REVEALING);
    const id = headers.get('x-request-id') ?? 'none';
    expect(text).toContain(id);
    expect(await server.logWith(id)).toMatch(/no such table|relation .* does not exist/); // where we find what it was
  }
  expect((await send(server, 'GET /api/v1/users/me', { token })).status).toBe(200);
}
