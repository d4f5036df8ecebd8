// Runs on postgresql: SQLite has no connections over a network that could be cut or run out.

// What two processes do with their connections to PostgreSQL.

import { runSql } from '@docket/kit/database';
import { type Account, admin, logIn, send, signUp } from '@docket/kit/target';
import { expect, test, vi } from 'vitest';
import { expectRefusal, underLoad } from './revocation.ts';
import { startPair } from './several-servers.ts';

const PATIENCE = { timeout: 60_000 };

/** As docs/postgresql.md says it. */
const CONNECTIONS_OF_A_PROCESS = 14;

const pair = await startPair();
const [here, there] = pair;
const root = await admin(here);

const CUT = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and query ilike 'listen %'`;

test('a revoked token is refused in time by a process that no longer hears of changes', async () => {
  for (let round = 0; round < 3; round += 1) {
    const { access_token: token } = await signUp(there, `deaf-${round}`);
    const revoke = async () => {
      await runSql(here.database, CUT); // it listens again a second later
      return send(here, 'POST /api/v1/auth/logout', { token });
    };
    await expectRefusal(there, { token, revoke, status: 401 });
  }
});

test('a process whose connections are all cut goes on, and still refuses what was revoked', async () => {
  const all = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
  await runSql(here.database, all);
  const token = root.access_token;
  await vi.waitFor(async () => {
    for (const target of pair) expect((await send(target, 'GET /api/v1/issues', { token })).status).toBe(200);
  }, PATIENCE);
  const ada = await vi.waitFor(() => signUp(there, 'ada'), PATIENCE);
  const revoke = () => send(here, 'POST /api/v1/auth/logout', { token: ada.access_token });
  await expectRefusal(there, { token: ada.access_token, revoke, status: 401 });
});

/** Fails when the database has more connections than so many and our own. */
function refuseMoreThan(connections: number): Promise<void> {
  return runSql(
    here.database,
    `do $$ begin
      if (select count(*) - 1 from pg_stat_activity where datname = current_database()) > ${connections}
      then raise 'there are more'; end if;
    end $$`,
  );
}

test('a process never has more connections than the manual says', async () => {
  const { access_token: token } = await logIn(here, 'root@example.org');
  const people: Account[] = []; // since each may have few lists under way
  for (let joined = 0; joined < 12; joined += 1) people.push(await signUp(here, `one-of-many-${joined}`));
  await underLoad(pair, token, async () => {
    const crowd = Array.from({ length: 120 }, (_, index) => {
      const { access_token } = people[index % people.length] ?? {};
      return send(pair[index % 2 ? 0 : 1], 'GET /api/v1/issues?size=100', { token: access_token });
    });
    await refuseMoreThan(2 * CONNECTIONS_OF_A_PROCESS);
    await Promise.all(crowd);
    await refuseMoreThan(2 * CONNECTIONS_OF_A_PROCESS);
  });
});
