// Runs on postgresql: it restores between both engines at once.

// F4 and F7: backups that are taken while two server processes write, and what is restored from them.

import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MAIN_PROJECT_ID } from '@docket/db';
import { DIRECTIONS, rowsIn } from '@docket/kit/both-engines';
import { spawnNode } from '@docket/kit/child';
import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { statusAtExit } from '@docket/kit/server-process';
import { type Account, PASSWORD, production, send, signUp, startServerForTest, type Target } from '@docket/kit/target';
import { expect, onTestFinished, test } from 'vitest';
import { isLong, printFigures } from './figures.ts';

/** Backups that are taken one after another, and clients of each server that write meanwhile. */
const BACKUPS = isLong ? 20 : 1;
const CLIENTS = isLong ? 16 : 2;

/** It starts six processes, one after another, beside clients that leave them little of a small machine. */
const PATIENCE_MS = isLong ? 3_600_000 : 600_000;

const MAIN = join(import.meta.dirname, '../../apps/cli/src/start.js');

/** Runs the command in a process of its own. */
async function runDocket(...argv: string[]): Promise<void> {
  const child = spawnNode([MAIN, ...argv], { env: { SECRET_KEY: production.SECRET_KEY } });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdout.resume();
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ status, errors: said.match(/error.*|warning.*/g) }).toEqual({ status: 0, errors: null });
}

type Load = { statuses: Record<number, number>; stop(): Promise<void> };

/** Clients that file issues, comment on them and close them, until they are stopped. */
function startLoad(servers: readonly Target[], { access_token: token }: Account): Load {
  const statuses: Record<number, number> = {};
  let isOver = false;
  async function call<T>(server: Target, route: string, json: object): Promise<T> {
    const answer = await send<T>(server, route, { token, json });
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    return answer.json;
  }
  async function work(server: Target): Promise<void> {
    while (!isOver) {
      const made = { title: 'Crash on save', description: 'ä𝄞 '.repeat(50), labels: [] };
      const { id } = await call<{ id: string }>(server, 'POST /api/v1/issues', made);
      await call(server, `POST /api/v1/issues/${id}/comments`, { body: 'It does' });
      await call(server, `PATCH /api/v1/issues/${id}`, { status: 'closed' });
    }
  }
  const clients = servers.flatMap((server) => Array.from({ length: CLIENTS }, () => work(server)));
  return {
    statuses,
    async stop() {
      isOver = true;
      await Promise.all(clients);
    },
  };
}

type Rows = Awaited<ReturnType<typeof rowsIn>>;

/** Whether the rows are those of one moment of a database that has gone on since then. */
function expectOneMoment(then: Rows, now: Rows): void {
  const events = then['event'] ?? [];
  const last = Number(events.at(-1)?.['position']);
  expect(events).toEqual((now['event'] ?? []).filter(({ position }) => Number(position) <= last));
  const count = (type: string) => events.filter((event) => event['type'] === type).length;
  const issues = then['issue'] ?? [];
  expect(issues).toHaveLength(count('issue.created'));
  expect(then['comment']).toHaveLength(count('comment.created'));
  const closed = count('issue.updated');
  expect(issues.filter(({ status }) => status === 'closed')).toHaveLength(closed);
  const counted = {
    last_number: issues.length,
    open_issues: issues.length - closed,
    closed_issues: closed,
    file_bytes: 0,
  };
  expect(then['issue_counter']).toEqual([{ project_id: MAIN_PROJECT_ID, ...counted }]);
}

/** What a restored database is good for: people log in, find what was there, and work on. */
async function expectServes(url: string, { username, access_token: token }: Account, issues: number): Promise<void> {
  const server = await startServerForTest({ ...production, DATABASE_URL: url });
  expect((await send(server, 'GET /health/ready')).status).toBe(200);
  const list = await send<{ total: number }>(server, 'GET /api/v1/issues', { token });
  expect([list.status, list.json.total]).toEqual([200, issues]);
  const login = { username, password: PASSWORD };
  expect((await send(server, 'POST /api/v1/auth/login', { json: login })).status).toBe(200);
  const next = { title: 'The next one', description: 'after the restore' };
  const made = await send<{ number: number; id: string }>(server, 'POST /api/v1/issues', { token, json: next });
  expect([made.status, made.json.number]).toEqual([201, issues + 1]);
  const comment = { token, json: { body: 'It works' } };
  expect((await send(server, `POST /api/v1/issues/${made.json.id}/comments`, comment)).status).toBe(201);
  expect((await send(server, `GET /api/v1/issues/${made.json.id}/events`, { token })).status).toBe(200);
}

test.each(isLong ? DIRECTIONS : DIRECTIONS.slice(0, 1))(
  'F7: backups of $from under load from two servers are restored on $to',
  { timeout: PATIENCE_MS },
  async ({ from, to }) => {
    const DATABASE_URL = await createTestDatabase({ engine: from });
    const servers = [
      await startServerForTest({ ...production, DATABASE_URL }),
      await startServerForTest({ ...production, DATABASE_URL }),
    ] as const;
    const ada = await signUp(servers[0], 'ada');
    const folder = temporaryFolder();
    const files = Array.from({ length: BACKUPS }, (_, at) => join(folder, `${at}.backup`));
    const load = startLoad(servers, ada);
    for (const file of files) await runDocket('backup', file, '--from', DATABASE_URL);
    await load.stop();
    // F4: nobody was refused, neither for the other process nor for the backup.
    expect(Object.keys(load.statuses)).toEqual(['200', '201']);

    const now = await rowsIn(DATABASE_URL);
    for (const file of files) {
      const target = await createTestDatabase({ engine: to, isEmpty: true });
      await runDocket('restore', file, '--to', target);
      expectOneMoment(await rowsIn(target), now);
    }
    for (const { process: server } of servers) {
      server.kill('SIGTERM'); // so that nothing is written any more, such as when a token was last used
      expect(await statusAtExit(server)).toBe(0);
    }
    const last = join(folder, 'last.backup');
    await runDocket('backup', last, '--from', DATABASE_URL);
    const target = await createTestDatabase({ engine: to, isEmpty: true });
    await runDocket('restore', last, '--to', target);
    expect(await rowsIn(target)).toEqual(await rowsIn(DATABASE_URL));
    await expectServes(target, ada, now['issue']?.length ?? 0);
    printFigures(`F7, ${from} to ${to}`, {
      backups: BACKUPS + 1,
      'writes meanwhile': load.statuses[201] ?? 0,
      refused: 0,
      'rows that differ': 0,
    });
  },
);
