import type { Database, Writer } from '@docket/db';
import { allRows } from '@docket/kit/both-engines';
import { openTestServer } from '@docket/kit/server';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { BulkChange } from '../../src/features/bulk/schema.ts';

/** A server with as many issues of Ada's, which all have the label "old". */
async function withIssues(count: number, content: (at: number) => object = () => ({})) {
  const server = await openTestServer({ RATE_LIMIT_WRITES: '1000000', RATE_LIMIT_READS: '1000000' });
  const { docket } = server;
  const root = await docket.createUser('root', 'admin');
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  for (const name of ['old', 'stale']) await root.caller.label.create({ name });
  const script = docket.caller({ system: 'test' });
  const at = '2020-01-01T00:00:00.000Z';
  const issues = Array.from({ length: count }, (_, nth) => ({
    ...{ number: nth + 1, title: `Issue ${nth}`, description: 'of many', status: 'open' as const, author: 'ada' },
    ...{ assignees: [], labels: ['old'], comments: [], created_at: at, updated_at: at, closed_at: null },
    ...content(nth),
  }));
  for (let nth = 0; nth < count; nth += 100) {
    await script.archive.import({ source: 'github:a/b', labels: [], issues: issues.slice(nth, nth + 100) });
  }
  return { server, docket, root, ada, bob };
}

/** All rows but those of limits. */
async function stored(database: Database): Promise<object> {
  const { rate_limit: _limits, ...others } = await allRows(database);
  return others;
}

test('a dry run says exactly what then happens', async () => {
  const { docket, root, ada, bob } = await withIssues(40, (nth) => ({
    status: nth % 3 === 0 ? 'closed' : 'open',
    closed_at: nth % 3 === 0 ? '2020-01-01T00:00:00.000Z' : null,
    labels: nth % 2 === 0 ? ['old'] : [],
  }));
  await root.caller.project.create({ key: 'WEB', name: 'Website' });
  await root.caller.project.create({ key: 'HID', name: 'Hidden', visibility: 'private' });
  await root.caller.milestone.create({ title: '1.0' });
  for (const id of ['1', '2', '5', '8', '9'])
    await root.caller.issue.update({ id, assignees: ['bob', 'ada'], milestone: '1.0' });
  await root.caller.issue.update({ id: '4', project: 'HID' });
  const lists = (values: string[]) => fc.subarray(values, { minLength: 1 });
  const drawn = fc
    .record(
      {
        status: fc.constantFrom('open', 'in_progress', 'closed'),
        priority: fc.constantFrom('low', 'high'),
        milestone: fc.constantFrom('1.0', '2.0', null),
        parent: fc.constantFrom('1', '7', '77', '12', null),
        project: fc.constantFrom('WEB', 'MAIN', 'NOPE', 'HID'),
        add_labels: lists(['stale', 'OLD', 'nope']),
        remove_labels: lists(['old', 'other']),
        add_assignees: lists(['bob', 'me', 'nobody']),
        remove_assignees: lists(['ada', 'nobody']),
      },
      { requiredKeys: [] },
    )
    .filter((change) => Object.keys(change).length > 0);
  const asks = fc.record({
    change: drawn,
    who: fc.constantFrom(ada, bob, root),
    which: fc.constantFrom<{ query?: string; ids?: string[] }>(
      { query: 'label:old sort:number' },
      { ids: ['1', '2', '3', '4', '7', 'WEB-1', '77'] },
    ),
  });
  for (const { change, who, which } of fc.sample(asks, { numRuns: 40, seed: 18 })) {
    const call = { ...which, change: change as BulkChange };
    const before = await stored(docket.database);
    const dry = await who.caller.issue.bulk({ ...call, dry_run: true });
    expect(await stored(docket.database)).toEqual(before);
    const run = await who.caller.issue.bulk(call);
    expect(dry.results, JSON.stringify(call)).toEqual(run.results);
  }
});

test('a call that was killed goes on when it is made again with its key, and changes each issue once', async () => {
  const { server, docket, root, ada } = await withIssues(60);
  const { database } = docket;
  const payload = { query: 'label:old', change: { status: 'closed', add_labels: ['stale'] } };
  const call = () =>
    server.request({
      method: 'POST',
      url: '/api/v1/issues/bulk',
      token: root.access_token,
      headers: { 'idempotency-key': 'k-1' },
      payload,
    });
  const write = database.write.bind(database);
  let writes = 0;
  const killed = vi.spyOn(database, 'write').mockImplementation(async <T>(work: (db: Writer) => Promise<T>) => {
    writes += 1;
    if (writes > 3) throw new Error('killed');
    return write(work);
  });
  expect((await call()).statusCode).toBe(500);
  killed.mockRestore();
  const closed = async () => (await ada.caller.issue.list({ status: ['closed'] })).total ?? 0;
  const some = await closed();
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(60);

  const other = await server.request({
    ...{ method: 'POST', url: '/api/v1/issues/bulk', token: root.access_token, headers: { 'idempotency-key': 'k-1' } },
    payload: { ...payload, change: { status: 'closed' } },
  });
  expect(other.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' });

  const [again, beside] = await Promise.all([call(), call()]);
  expect(again.statusCode).toBe(207);
  expect(again.json().results).toHaveLength(60);
  expect(beside.json()).toEqual(again.json());
  const events = await database.read
    .selectFrom('event')
    .select('subject_id')
    .where('type', '=', 'issue.updated')
    .execute();
  expect(events.map(({ subject_id }) => subject_id).toSorted()).toEqual(
    (again.json().results as { issue: { id: string } }[]).map(({ issue }) => issue.id).toSorted(),
  );
  expect((await call()).headers['idempotency-replayed']).toBe('true');
  const undone = await root.caller.issue.undoBulk({ id: again.json().id });
  expect(undone.results.map(({ status }) => status)).toEqual(Array(60).fill(200));
});

test('what had no turn before an undo has none after it', async () => {
  const { server, docket, root, ada } = await withIssues(60);
  const { database } = docket;
  const write = database.write.bind(database);
  let writes = 0;
  vi.spyOn(database, 'write').mockImplementation(async <T>(work: (db: Writer) => Promise<T>) => {
    writes += 1;
    if (writes === 4) {
      const { id } = await database.read.selectFrom('bulk_edit').select('id').executeTakeFirstOrThrow();
      await root.caller.issue.undoBulk({ id });
    }
    return write(work);
  });
  const payload = { query: 'label:old', change: { status: 'closed' } };
  const { results } = (
    await server.request({ method: 'POST', url: '/api/v1/issues/bulk', token: root.access_token, payload })
  ).json() as { results: { status: number; error?: { code: string } }[] };
  expect(results.at(0)?.status).toBe(200);
  expect(results.at(-1)).toMatchObject({ status: 409, error: { code: 'bulk_edit_undone' } });
  expect((await ada.caller.issue.list({ status: ['closed'] })).total).toBe(0);
});

test('others write between the parts of an edit of a thousand issues', async () => {
  const { docket, root, bob } = await withIssues(1000);
  const { database } = docket;
  const held: number[] = [];
  const write = database.write.bind(database);
  vi.spyOn(database, 'write').mockImplementation(<T>(work: (db: Writer) => Promise<T>) =>
    write(async (db) => {
      const began = performance.now();
      const result = await work(db);
      held.push(performance.now() - began);
      return result;
    }),
  );
  const change = { status: 'closed' as const, add_labels: ['stale'] };
  let isDone = false;
  const edit = root.caller.issue.bulk({ query: 'label:old', change }).finally(() => {
    isDone = true;
  });
  let beside = 0;
  while (!isDone) {
    await bob.caller.issue.create({ title: 'Beside', description: 'the edit of many' });
    beside += 1;
  }
  expect(new Set((await edit).results.map(({ status }) => status))).toEqual(new Set([200]));
  expect(beside).toBeGreaterThan(20);
  held.sort((one, other) => one - other);
  // How long each part holds the lock. Half of them, as the machine may be busy with other tests.
  expect(held[held.length >> 1]).toBeLessThan(50);
});
