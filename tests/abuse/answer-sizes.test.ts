// Runs on sqlite, and on both with WALKS=long: it tests what lies above the database.

// C2: answers are bounded in bytes, one alone and those of a batch by the sum; nothing is lost, as lists go on by cursor.

import { TEST_FILE } from '@docket/kit/docket';
import { type Account, residentMemory, send, startServer } from '@docket/kit/target';
import { openWorld, type World } from '@docket/kit/world';
import { inProcessRequest, listProcedures, type ProcedureInfo } from '@docket/router';
import { afterAll, describe, expect, test } from 'vitest';
import { inputOf, rows } from '../cases/index.ts';
import { makeScene } from './operations.ts';

type List = { items: { id: string }[]; next_cursor: string | null };

const MB = 1024 * 1024;

describe('C2: where an answer is shared, each list', () => {
  const reads = listProcedures().filter(({ kind }) => kind === 'query');
  const lists = reads.filter(({ output }) => 'shape' in output && 'items' in (output.shape as object));

  /** A world with more than one of all that is listed. */
  async function crowded(): Promise<World> {
    const world = await openWorld(afterAll);
    const { caller } = world.users.ada;
    for (const nth of ['one', 'two']) {
      const { id } = await caller.issue.create({ title: `Crash ${nth}`, description: 'of several', labels: ['bug'] });
      await caller.relation.create({ id: '1', type: 'blocks', issue: id });
      await caller.comment.create({ issue_id: '1', body: `Comment ${nth}` });
      await world.users.bob.caller.comment.create({ issue_id: id, body: 'Really?' });
      await world.users.bob.caller.watch.set({ id: '1' });
      await caller.attachment.addToIssue({ issue_id: '1', files: [TEST_FILE] });
      await caller.label.create({ name: nth });
      await caller.view.create({ name: nth, query: nth });
      await caller.milestone.create({ title: nth, project: 'TEAM' });
      await caller.template.create({ name: nth, project: 'TEAM' });
      await caller.token.create({ name: nth, scopes: ['issues:read'] });
      await caller.webhook.create({ url: `https://hooks.example.org/${nth}`, project: 'WEB' });
      await caller.webhook.ping({ id: world.webhook.id });
      await world.docket.createUser(nth);
    }
    await world.docket.notifier.tellAll();
    return world;
  }
  const crowding = crowded();

  /** Asks as the first case of its row does, but for what page there is to be, in a batch of so many calls. */
  async function ask({ name, run }: ProcedureInfo, input: object, calls: number): Promise<List> {
    const world = await crowding;
    const [success] = rows[name]?.succeeds ?? [];
    if (!success || success.as === 'anonymous') throw new Error(`${name} has no case of a user`);
    const { size: _size, limit: _limit, page: _page, ...given } = inputOf(success, world) as Record<string, unknown>;
    const request = inProcessRequest(calls > 1 ? { batch: { calls, bytesLeft: Number.MAX_SAFE_INTEGER } } : {});
    const { access_token } = world.users[success.as];
    const ctx = await world.docket.createContext({ access_token }, request);
    return (await run({ ctx, input: () => ({ ...given, size: 100, ...input }), signal: () => undefined })) as List;
  }

  test.each(lists)('stops early, and comes to all by cursor: $name', async (procedure) => {
    const all = await ask(procedure, {}, 1);
    expect(all.items.length).toBeGreaterThan(1);
    const seen: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await ask(procedure, cursor === undefined ? {} : { cursor }, MB);
      expect(page.items).toHaveLength(1); // never none, or nobody would come on
      seen.push(...page.items);
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(all.items);
  });
});

describe('C2: over HTTP', async () => {
  const server = await startServer();
  const { ada, bob, root, ids } = await makeScene(server);
  const issue = ids['issues'];
  /** As long as a comment may be, twice as many bytes in JSON, and other than all before it. */
  const long = (nth: number) => `${nth} ${'𝄞'.repeat(2500)}${'"'.repeat(4900)}`;

  async function writeComments({ access_token: token }: Account): Promise<void> {
    for (let nth = 0; nth < 100; nth += 1) {
      const json = { body: long(nth) };
      const path = nth % 2 ? `POST /api/v1/issues/${issue}/comments` : `PATCH /api/v1/comments/${ids['comments']}`;
      expect((await send(server, path, { token, json })).status).toBeLessThan(300);
    }
    for (let nth = 0; nth < 100; nth += 1) {
      const json = { body: long(nth + 1000) };
      await send(server, `PATCH /api/v1/comments/${ids['comments']}`, { token, json });
    }
  }

  /** Short texts alone: issues with as many labels as they may have, for people with long addresses of pictures. */
  async function writeIssues({ access_token: token }: Account): Promise<void> {
    const labels = Array.from({ length: 20 }, (_, nth) => `${nth} ${'字'.repeat(40)}`);
    for (const name of labels)
      await send(server, 'POST /api/v1/labels', { token, json: { name, description: '字'.repeat(199) } });
    for (const { id } of [ada, bob, root]) {
      const json = { avatar_url: `https://example.org/${'字'.repeat(470)}` };
      expect((await send(server, `PATCH /api/v1/users/${id}`, { token, json })).status).toBe(200);
    }
    const texts = { title: 'Full of labels', description: 'as many as there may be' };
    const json = { ...texts, labels, assignees: ['ada', 'bob', 'root'] };
    for (let nth = 0; nth < 100; nth += 1)
      expect((await send(server, 'POST /api/v1/issues', { token, json })).status).toBe(201);
  }
  await writeComments(ada);
  await writeIssues(root);

  const inputs = (input: object) =>
    encodeURIComponent(JSON.stringify(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [at, input]))));

  /** Both ways to read a call over tRPC. */
  const ways = [{}, { 'trpc-accept': 'application/json' }];

  test('a control character in a text is refused', async () => {
    const json = { body: 'a\u0001' };
    expect(
      (await send(server, `PATCH /api/v1/comments/${ids['comments']}`, { token: ada.access_token, json })).status,
    ).toBe(422);
  });

  test.each(['issues', `issues/${issue}/events`, `issues/${issue}/comments`])(
    'a list has a megabyte at most: %s',
    async (path) => {
      const { status, text } = await send(server, `GET /api/v1/${path}?size=100`, { token: ada.access_token });
      expect(status).toBe(200);
      expect(Buffer.byteLength(text)).toBeLessThan(1.1 * MB);
    },
  );

  test('so has one of short texts which name people at length', async () => {
    const token = root.access_token;
    const names = '@ada '.repeat(20);
    await send(server, 'POST /api/v1/projects', { token, json: { key: 'NAMES', name: 'Names' } });
    for (let nth = 1; nth <= 60; nth += 1) {
      const json = { title: 'Names', description: names, project: 'NAMES' };
      await send(server, 'POST /api/v1/issues', { token, json });
      await send(server, 'POST /api/v1/issues/NAMES-1/comments', { token, json: { body: names } });
    }
    for (const path of ['issues?project=NAMES&size=100', 'issues/NAMES-1/comments?size=100']) {
      const { text, json } = await send<List>(server, `GET /api/v1/${path}`, { token });
      expect(json.items[0]).toMatchObject({ mentions: Array(20).fill({ user: { username: 'ada' } }) });
      expect(Buffer.byteLength(text)).toBeLessThan(1.1 * MB);
      expect(json.next_cursor).not.toBeNull();
    }
  });

  test.each([
    ['issue.list', { size: 100 }],
    ['issue.events', { id: issue, size: 100 }],
    ['comment.list', { issue_id: issue, size: 100 }],
  ])('so has a batch of ten times %s, and takes little memory', async (name, input) => {
    const path = `/trpc/${Array(10).fill(name)}?batch=1&input=${inputs(input)}`;
    await send(server, `GET ${path}`, { token: ada.access_token });
    const before = residentMemory(server);
    for (const headers of ways) {
      const { status, text, json } = await send<{ result: { data: List } }[]>(server, `GET ${path}`, {
        token: ada.access_token,
        headers,
      });
      expect(status).toBe(200);
      expect(Buffer.byteLength(text)).toBeLessThan(1.1 * MB);
      for (const { result } of json) expect(result.data.next_cursor).not.toBeNull();
    }
    expect(residentMemory(server) - before > 100 * MB).toBe(false); // it is NaN where it cannot be known
  });

  test('ten answers of a megabyte do not fit into one batch: each that does not says so', async () => {
    const at = '2026-01-31T09:30:00.000Z';
    const texts = { title: 'From afar', description: 'x'.repeat(900_000), status: 'open', author: 'ekr' };
    const lists = { assignees: [], labels: [], comments: [] };
    const issues = [{ number: 500, ...texts, ...lists, created_at: at, updated_at: at, closed_at: null }];
    const sent = { token: root.access_token, json: { source: 'github:a/b', labels: [], issues } };
    expect((await send(server, 'POST /api/v1/archive/import', sent)).status).toBe(200);
    const path = `/trpc/${Array(10).fill('issue.get')}?batch=1&input=${inputs({ id: '500' })}`;
    for (const headers of ways) {
      const { status, text, json } = await send<Outcome[]>(server, `GET ${path}`, { token: ada.access_token, headers });
      expect(Buffer.byteLength(text)).toBeLessThan(1.1 * MB);
      const codes = json.map(({ error }) => error?.data.code ?? 'ok');
      expect([status, codes]).toEqual([207, ['ok', ...Array(9).fill('batch_too_large')]]);
    }
    const changes = { 0: { id: '500', status: 'closed' }, 1: { id: '500', priority: 'high' } };
    const changed = await send<Outcome[]>(server, 'POST /trpc/issue.update,issue.update?batch=1', {
      token: root.access_token,
      json: changes,
    });
    expect(changed.json.map(({ error }) => error?.data.code ?? 'ok')).toEqual(['ok', 'batch_too_large']);
    // What is refused was not done.
    const { json } = await send(server, 'GET /api/v1/issues/500', { token: ada.access_token });
    expect(json).toMatchObject({ status: 'closed', priority: 'medium', version: 2 });
  });
});

type Outcome = { result?: object; error?: { data: { code: string } } };
