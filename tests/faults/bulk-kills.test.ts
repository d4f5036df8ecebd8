// F1: an edit of many issues whose server is killed with kill -9 in the midst of it. Made again, it goes on: each issue is
// changed once, with its event, and can be undone. So it is where the undo itself is killed.

import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fillInBulk } from '@docket/kit/bulk';
import { createTestDatabase } from '@docket/kit/database';
import { admin, production, type Sent, send, signUp, startServerForTest, type Target } from '@docket/kit/target';
import { type Database, openDatabase } from '@docket/router';
import { expect, onTestFinished, test } from 'vitest';
import { isLong, printFigures } from './figures.ts';

const ISSUES = 500;
const KILLS = isLong ? 25 : 1;
const SLOWEST = isLong ? 600_000 : undefined;

type Edit = { id: string; results: { status: number }[] };

type Scene = { database: Database; token: string; startOne(): Promise<Target>; first: Target };

/** A server, and issues that have the label "old". */
async function open(): Promise<Scene> {
  const DATABASE_URL = await createTestDatabase();
  const database = await openDatabase(DATABASE_URL);
  onTestFinished(() => database.close());
  const startOne = () => startServerForTest({ ...production, DATABASE_URL });
  const first = await startOne();
  const [{ access_token: token }, ada] = [await admin(first), await signUp(first, 'ada')];
  const labels = await Promise.all(
    ['old', 'stale'].map((name) => send<{ id: string }>(first, 'POST /api/v1/labels', { token, json: { name } })),
  );
  const [old] = labels.map(({ json }) => ({ id: json.id, on: '1 = 1' }));
  await fillInBulk(database, { issues: ISSUES, authors: [ada.id], labels: old ? [old] : [] });
  return { database, token, startOne, first };
}

/** What of the issues is edited. */
async function stateOf({ read }: Database) {
  const issues = await read
    .selectFrom('issue')
    .select(['id', 'priority', 'status', 'closed_at'])
    .orderBy('id')
    .execute();
  const labels = await read.selectFrom('issue_label').select(['issue_id', 'label_id']).execute();
  return { issues, labels: labels.map(({ issue_id, label_id }) => `${issue_id} ${label_id}`).sort() };
}

async function updatesIn({ read }: Database) {
  const events = await read
    .selectFrom('event')
    .select(['subject_id', 'data'])
    .where('type', '=', 'issue.updated')
    .execute();
  return events.map(({ subject_id, data }) => ({ subject_id, ...(JSON.parse(data) as { bulk_id: string }) }));
}

async function countUpdates({ read }: Database): Promise<number> {
  const updates = read.selectFrom('event').where('type', '=', 'issue.updated');
  const { count } = await updates.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return Number(count);
}

/** Makes a call again and again: each time but the last its server is killed when it has done some more. */
async function killed(scene: Scene, path: string, { headers, json }: Sent): Promise<Edit> {
  const { database, token, startOne } = scene;
  const before = await countUpdates(database);
  const call = (server: Target) =>
    send<Edit>(server, `POST /api/v1${path}`, { token, json, ...(headers && { headers }) });
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const victim = kill === 1 ? scene.first : await startOne();
    const isDead = once(victim.process, 'exit');
    const outcome = call(victim).then(
      ({ status }) => status,
      () => 'cut',
    );
    const enough = before + (ISSUES * kill) / (KILLS + 1);
    while ((await countUpdates(database)) < enough) await wait(5);
    victim.process.kill('SIGKILL');
    await isDead;
    expect(await outcome).toBe('cut');
    expect(await countUpdates(database)).toBeLessThan(before + ISSUES);
  }
  scene.first = await startOne();
  const { status, json: edit } = await call(scene.first);
  expect([status, edit.results.length]).toEqual([207, ISSUES]);
  expect(new Set(edit.results.map((result) => result.status))).toEqual(new Set([200]));
  return edit;
}

const edit = { query: 'label:old', change: { priority: 'high', status: 'in_progress', add_labels: ['stale'] } };

/** On a connection of its own: SQLite looks at its index of words with what one remembers, also after others have written. */
async function isSound(url: string): Promise<boolean> {
  const database = await openDatabase(url);
  try {
    return await database.isSound();
  } finally {
    await database.close();
  }
}

/** Each issue was changed so often, in one event each. */
async function expectEach({ database, first }: Scene, times: number): Promise<void> {
  const updates = await updatesIn(database);
  expect(updates).toHaveLength(ISSUES * times);
  const counts = Map.groupBy(updates, ({ subject_id }) => subject_id);
  expect(new Set([...counts.values()].map(({ length }) => length))).toEqual(new Set([times]));
  expect(counts.size).toBe(ISSUES);
  const versions = await database.read.selectFrom('issue').select('version').distinct().execute();
  expect(versions).toEqual([{ version: 1 + times }]);
  expect(await isSound(first.database)).toBe(true);
}

test(
  'F1: an edit of many issues that is killed changes each once when it is made again with its key, and so does its undo',
  async () => {
    const scene = await open();
    const { database, token } = scene;
    const before = await stateOf(database);
    const { id } = await killed(scene, '/issues/bulk', { json: edit, headers: { 'idempotency-key': 'many' } });
    await expectEach(scene, 1);
    expect(new Set((await updatesIn(database)).map(({ bulk_id }) => bulk_id))).toEqual(new Set([id]));
    const after = await stateOf(database);
    expect(new Set(after.issues.map(({ priority, status }) => `${priority} ${status}`)).size).toBe(1);
    expect(after.labels).toHaveLength(2 * ISSUES);
    const { json } = await send<{ items: { changes: { field: string }[] }[] }>(
      scene.first,
      'GET /api/v1/issues/500/events',
      {
        token,
      },
    );
    expect(json.items.flatMap(({ changes }) => changes.map(({ field }) => field))).toContain('labels');

    await killed(scene, `/issues/bulk/${id}/undo`, { json: {} });
    await expectEach(scene, 2);
    expect(await stateOf(database)).toEqual(before);
    printFigures('F1, edits of many issues', { kills: 2 * KILLS, issues: ISSUES, 'changed more than once': 0 });
  },
  SLOWEST,
);

/** Takes as long, of the same parts. */
test.runIf(isLong)(
  'F1: made again without a key, it changes the others, and each part has an undo of its own',
  async () => {
    const scene = await open();
    const { database, token } = scene;
    const before = await stateOf(database);
    await killed(scene, '/issues/bulk', { json: edit });
    await expectEach(scene, 1);
    const edits = await database.read.selectFrom('bulk_edit').select('id').orderBy('created_at', 'desc').execute();
    expect(edits).toHaveLength(1 + KILLS);
    for (const { id } of edits) {
      const { status } = await send(scene.first, `POST /api/v1/issues/bulk/${id}/undo`, { token, json: {} });
      expect(status).toBe(207);
    }
    await expectEach(scene, 2);
    expect(await stateOf(database)).toEqual(before);
  },
  SLOWEST,
);
