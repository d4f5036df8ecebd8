// A PostgreSQL of our own, so that nobody else's goes away, servers on it, and what many clients see of it.

import { setTimeout as wait } from 'node:timers/promises';
import { queryPostgres, type RunningPostgres, startPostgres } from '@docket/kit/postgres';
import { type Account, admin, PASSWORD, send, startServerForTest, type Target } from '@docket/kit/target';
import { afterAll, onTestFinished } from 'vitest';

const CLIENTS = 36;

/** Clients leave some of the machine to others. */
const PAUSE_MS = 250;

type Outcome = {
  route: string;
  /** As `performance.now()` says it. */
  began: number;
  ended: number;
  /** 0 when there was no answer. */
  status: number;
  type: string;
  retryAfter: string;
};

export type Stand = { postgres: RunningPostgres; server: Target; account: Account };

const postgres = await startPostgres();
afterAll(() => postgres.stop());

/** A PostgreSQL that can go away, and a server on it. */
export async function startStand(settings: Record<string, string> = {}): Promise<Stand> {
  onTestFinished(() => postgres.thaw());
  const server = await startServerForTest({ DATABASE_URL: postgres.server, ...settings });
  return { postgres, server, account: await admin(server) };
}

export type Load = { outcomes: Outcome[]; stop(): Promise<void> };

/** Clients that each make one call after another: reads with a token and of one, writes and logins. */
export function startLoad({ server, account }: Stand): Load {
  const outcomes: Outcome[] = [];
  let isOver = false;
  const clients = Array.from({ length: CLIENTS }, async (_, at) => {
    for (let turn = at; !isOver; turn += 1) {
      outcomes.push(await observe(server, account, turn));
      await wait(PAUSE_MS);
    }
  });
  return {
    outcomes,
    async stop() {
      isOver = true;
      await Promise.all(clients);
    },
  };
}

async function observe(server: Target, { access_token: token, email }: Account, turn: number): Promise<Outcome> {
  const calls = [
    ['GET /api/v1/issues', { token }],
    ['POST /api/v1/auth/refresh', { json: { refresh_token: 'dkr_unknown' } }], // 401, when it can be looked up
    ['POST /api/v1/issues', { token, json: { title: 'Load', description: 'On a server' } }],
    ['GET /api/v1/users/me', { token }],
    ['POST /api/v1/auth/login', { json: { username: email, password: PASSWORD } }],
    ['GET /trpc/issue.list?input={}', { token }],
  ] as const;
  const [route, sent] = calls[turn % calls.length] ?? calls[0];
  const began = performance.now();
  const answer = await send(server, route, sent).catch(() => undefined);
  const header = (name: string) => answer?.headers.get(name) ?? '';
  const outcome = { type: header('content-type'), retryAfter: header('retry-after'), status: answer?.status ?? 0 };
  return { route, began, ended: performance.now(), ...outcome };
}

/** The connections that Docket has to PostgreSQL. */
export function connectionsOf(stand: Pick<Stand, 'postgres'>): Promise<number> {
  return countConnections(stand, "application_name = 'docket'");
}

/** Those of them on which it waits to hear of changes. */
export function listenersOf(stand: Pick<Stand, 'postgres'>): Promise<number> {
  return countConnections(stand, "application_name = 'docket' and query like 'listen %'");
}

async function countConnections({ postgres }: Pick<Stand, 'postgres'>, condition: string): Promise<number> {
  const query = `select count(*)::int as connections from pg_stat_activity where ${condition}`;
  const [row] = await queryPostgres<{ connections: number }>(postgres.server, query);
  return row?.connections ?? 0;
}
