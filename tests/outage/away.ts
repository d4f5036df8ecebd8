// A server with a PostgreSQL of its own, so that nobody else's goes away, and what many clients see of it.

import { queryPostgres, type RunningPostgres, startPostgres } from '@docket/kit/postgres';
import { type Account, admin, PASSWORD, send, startServerForTest, type Target } from '@docket/kit/target';
import { onTestFinished } from 'vitest';

/** A request is answered within this time, whatever PostgreSQL does (docs/operating.md, "When PostgreSQL is away"). */
export const LIMIT_MS = 10_000;

/** So long PostgreSQL is away: longer than a call waits for it. OUTAGE_SECONDS=30 is what issue 3 asks for. */
// biome-ignore lint/style/noProcessEnv: a setting of the tests, not of Docket
export const OUTAGE_MS = Number(process.env['OUTAGE_SECONDS'] ?? 8) * 1000;

const CLIENTS = 36;

type Outcome = {
  route: string;
  /** As `performance.now()` says it. */
  began: number;
  took: number;
  /** 0 when there was no answer. */
  status: number;
  type: string;
  retryAfter: string;
};

export type Stand = { postgres: RunningPostgres; server: Target; account: Account };

/** A PostgreSQL that can go away, and a server on it. */
export async function startStand(settings: Record<string, string> = {}): Promise<Stand> {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const server = await startServerForTest({ DATABASE_URL: postgres.server, ...settings });
  return { postgres, server, account: await admin(server) };
}

export type Load = { outcomes: Outcome[]; stop(): Promise<void> };

/** Clients that each make one call after another: reads with a token and of one, writes and logins. */
export function startLoad({ server, account }: Stand): Load {
  const outcomes: Outcome[] = [];
  let isOver = false;
  const clients = Array.from({ length: CLIENTS }, async (_, at) => {
    for (let turn = at; !isOver; turn += 1) outcomes.push(await observe(server, account, turn));
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
  return { route, began, took: performance.now() - began, ...outcome };
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
