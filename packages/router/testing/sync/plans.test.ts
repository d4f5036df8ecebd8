// What copies are made of is read through indexes, however much there is.

import { fillInBulk } from '@docket/kit/bulk';
import { faultsOf, recording } from '@docket/kit/plans';
import { openWorld } from '@docket/kit/world';
import { inProcessRequest, openDatabase } from '@docket/router';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { isPostgres } from '../../../db/src/engine.ts';
import { allRows } from '../../src/features/sync/queries/all-rows.ts';
import { listChanges } from '../../src/features/sync/queries/changes.ts';
import { askedProjects, scopeOf } from '../../src/features/sync/queries/scope.ts';
import { readerFor } from '../../src/visibility/handles.ts';

const world = await openWorld(afterAll);
const database = await openDatabase(world.docket.settings.DATABASE_URL);
afterAll(() => database.close());
const { ada, bob } = world.users;
const cursor = world.position;
await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
await fillInBulk(database, { issues: 1000, after: 10, authors: [ada.user.id, bob.user.id], assigned: 'i % 2 = 0' });
await database.write(async (db) => (isPostgres(db) ? sql`analyze`.execute(db) : undefined)); // SQLite's planner counts nothing

test('a bootstrap and changes, of all projects or of some', async () => {
  const recorded = recording(database);
  for (const [{ access_token }, projects] of [
    [ada, undefined],
    [bob, undefined],
    [ada, ['SEC', 'MAIN']],
  ] as const) {
    const ctx = await world.docket.createContext({ access_token }, inProcessRequest());
    if (ctx.actor.kind !== 'user') throw new Error('nobody is logged in');
    const { actor, at } = ctx;
    const db = readerFor(recorded.read, await ctx.sight(world.docket.database.read));
    const scope = scopeOf(db, actor, await askedProjects(db, projects?.slice()));
    for (const since of [undefined, '2026-01-31T09:30:00.000Z']) {
      for await (const rows of allRows(db, scope, since)) expect(rows.length).toBeLessThanOrEqual(500);
    }
    const { changes } = await listChanges(db, { projects: projects?.slice(), cursor, limit: 500 }, { actor, at });
    expect(changes.filter(({ type }) => type === 'issue').length).toBeGreaterThan(0);
  }
  const statements = recorded.taken();
  expect(statements.length).toBeGreaterThan(10);
  for (const query of statements) expect(await faultsOf(database, query), query.sql).toEqual([]);
});
