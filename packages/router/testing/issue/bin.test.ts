import { allRows } from '@docket/kit/both-engines';
import { openTestDocket, refusalOf, TEST_FILE, type TestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { clearOut, emptyBin } from '../../src/housekeeping.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

type User = { caller: ReturnType<TestDocket['caller']> };

/** An issue of Ada's with all that there can be on it. */
async function openWithIssue(settings = {}) {
  const docket = await openTestDocket(settings);
  await docket.createUser('root', 'admin');
  for (const name of ['ada', 'bob']) await docket.createUser(name);
  // Callers by name have no token that expires.
  const [root, ada, bob] = ['root', 'ada', 'bob'].map((user) => ({ caller: docket.caller({ user }) })) as [
    User,
    User,
    User,
  ];
  await root.caller.label.create({ name: 'bug' });
  await root.caller.milestone.create({ title: '1.0' });
  const { id } = await ada.caller.issue.create({
    ...{ title: 'Crash xyzzy', description: 'It crashes: xyzzy', labels: ['bug'], assignees: ['ada'] },
    milestone: '1.0',
  });
  await root.caller.issue.bulk({ ids: [id], change: { priority: 'high' } });
  await ada.caller.issue.update({ id, title: 'Crash', description: 'It crashes', status: 'closed' });
  const said = await bob.caller.comment.create({ issue_id: id, body: 'xyzzy here too' });
  await ada.caller.reaction.addToComment({ id: said.id, name: 'heart' });
  await bob.caller.reaction.add({ id, name: 'rocket' });
  await ada.caller.attachment.addToIssue({ issue_id: id, files: [{ ...TEST_FILE, filename: 'xyzzy.txt' }] });
  return { docket, root, ada, bob, id, issue: await ada.caller.issue.get({ id }) };
}

test('a deleted issue is in the bin, and nowhere else, for whoever may restore it', async () => {
  const { docket, root, ada, bob, id } = await openWithIssue();
  const other = await bob.caller.issue.create({ title: 'Other', description: 'of Bob' });
  await ada.caller.issue.delete({ id });
  docket.clock.advance(1000);
  await bob.caller.issue.delete({ id: other.id });
  const inBin = async ({ caller }: User) => {
    const { items, total } = await caller.issue.list({ in_bin: true });
    expect(total).toBe(items.length);
    return items.map((issue) => issue.id);
  };
  expect([await inBin(ada), await inBin(bob), await inBin(root)]).toEqual([[id], [other.id], [other.id, id]]);
  const { items } = await ada.caller.issue.list({ in_bin: true });
  expect(items[0]).toMatchObject({ title: 'Crash', comment_count: 1, labels: [{ name: 'bug' }] });
  expect(items[0]?.deleted_at).toMatch(/^\d{4}-/);
  expect((await root.caller.issue.list({})).items).toEqual([]);
  expect((await root.caller.search.issues({ q: 'crash' })).items).toEqual([]);
  expect(await refusalOf(ada.caller.issue.get({ id }))).toMatchObject({ status: 404 });
});

test('the bin has pages and cursors, and takes a project and no other filter', async () => {
  const { docket, root, ada } = await openWithIssue();
  await root.caller.project.create({ key: 'WEB', name: 'Website' });
  const made: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    const texts = { title: `Issue ${at}`, description: 'of a project' };
    const { id } = await ada.caller.issue.create({ ...texts, project: at % 2 === 0 ? 'WEB' : 'MAIN' });
    docket.clock.advance(at === 3 ? 0 : 1000); // two at the same time
    await ada.caller.issue.delete({ id });
    made.unshift(id);
  }
  const all: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { items, next_cursor } = await root.caller.issue.list({ in_bin: true, size: 2, ...(cursor && { cursor }) });
    all.push(...items.map(({ id }) => id));
    cursor = next_cursor;
  }
  expect(all.toSorted()).toEqual(made.toSorted());
  const { items } = await root.caller.issue.list({ in_bin: true, project: ['WEB'] });
  expect(items.map(({ project }) => project.key)).toEqual(['WEB', 'WEB', 'WEB']);
  const refusal = await refusalOf(ada.caller.issue.list({ in_bin: true, status: ['open'] }));
  expect(refusal).toMatchObject({ status: 422, errors: [{ path: 'status' }] });
});

test('a restored issue has all that it had, and is where it was', async () => {
  const { docket, root, ada, bob, id, issue } = await openWithIssue();
  const milestone = await ada.caller.milestone.list({});
  await ada.caller.issue.delete({ id });
  docket.clock.advance(1000);
  expect(await refusalOf(bob.caller.issue.restore({ id }))).toMatchObject({ status: 403 });
  const restored = await ada.caller.issue.restore({ id: 'MAIN-1' });
  const { updated_at, version, ...others } = restored;
  expect({ updated_at: issue.updated_at, version: issue.version, ...others }).toEqual(issue);
  expect([version, updated_at > issue.updated_at]).toEqual([issue.version + 1, true]);
  expect(await ada.caller.issue.restore({ id })).toEqual(restored);
  expect((await ada.caller.issue.list({ label: ['bug'], assignee: 'me', milestone: '1.0' })).items).toEqual([restored]);
  expect((await root.caller.search.issues({ q: 'crash' })).total).toBe(1);
  expect(await ada.caller.milestone.list({})).toEqual(milestone);
  expect((await ada.caller.comment.list({ issue_id: id })).total).toBe(1);
  const [file] = restored.attachments;
  expect(await ada.caller.attachment.get({ id: file?.id ?? '' })).toMatchObject({ filename: 'xyzzy.txt' });
  expect((await ada.caller.issue.events({ id })).items.at(-1)).toMatchObject({ type: 'issue.restored' });
  expect((await root.caller.issue.list({ in_bin: true })).items).toEqual([]);
});

/** The tables that have a word in any column. */
async function tablesWith({ database }: TestDocket, word: string): Promise<string[]> {
  const tables: Record<string, unknown[]> = await allRows(database);
  return Object.keys(tables).filter((table) => JSON.stringify(tables[table]).includes(word));
}

test.each(['by an admin', 'by time'])(
  'what is emptied out of the bin %s leaves its number, and no text',
  async (how) => {
    const { docket, root, ada, id } = await openWithIssue();
    expect(await refusalOf(root.caller.issue.purge({ id }))).toMatchObject({ status: 409, code: 'not_in_bin' });
    await ada.caller.issue.delete({ id });
    expect(await tablesWith(docket, 'xyzzy')).toContain('comment');
    if (how === 'by an admin') await root.caller.issue.purge({ id: 'MAIN-1' });
    else {
      docket.clock.advance(29 * DAY_MS);
      await emptyBin(docket.database, { at: docket.clock.now.toISOString(), days: 30 });
      expect((await ada.caller.issue.list({ in_bin: true })).total).toBe(1);
      docket.clock.advance(2 * DAY_MS);
      await emptyBin(docket.database, { at: docket.clock.now.toISOString(), days: 0 });
      expect((await ada.caller.issue.list({ in_bin: true })).total).toBe(1);
      await emptyBin(docket.database, { at: docket.clock.now.toISOString(), days: 30 });
    }
    expect(await tablesWith(docket, 'xyzzy')).toEqual([]);
    expect((await root.caller.issue.list({ in_bin: true })).items).toEqual([]);
    for (const key of [id, 'MAIN-1', '1']) {
      expect(await refusalOf(root.caller.issue.get({ id: key }))).toMatchObject({ status: 404 });
      expect(await refusalOf(root.caller.issue.restore({ id: key }))).toMatchObject({ status: 404 });
      expect(await refusalOf(root.caller.issue.purge({ id: key }))).toMatchObject({ status: 404 });
    }
    expect((await ada.caller.issue.create({ title: 'Next', description: 'of them' })).number).toBe(2);
    await clearOut(docket.database, docket.clock.now.toISOString());
    expect((await docket.database.read.selectFrom('loose_file').selectAll().execute()).length).toBe(1);
  },
);

test('an issue that is emptied out of the bin is part of nothing, and nothing of it', async () => {
  const { root, ada, id } = await openWithIssue();
  const create = (title: string, parent: string) =>
    ada.caller.issue.create({ title, description: 'as it says', parent });
  const middle = await create('Middle', id);
  const low = await create('Low', middle.id);
  await ada.caller.issue.delete({ id: middle.id });
  await root.caller.issue.purge({ id: middle.id });
  expect((await ada.caller.issue.get({ id })).children).toEqual({ total: 0, closed: 0 });
  expect((await ada.caller.issue.get({ id: low.id })).parent).toBeNull();
  await ada.caller.issue.delete({ id });
  await root.caller.issue.purge({ id });
});

test('a project whose issues were all emptied out of the bin can be deleted', async () => {
  const docket = await openTestDocket();
  const root = await docket.createUser('root', 'admin');
  await root.caller.project.create({ key: 'WEB', name: 'Website' });
  const { id } = await root.caller.issue.create({ title: 'Crash', description: 'It crashes', project: 'WEB' });
  await root.caller.issue.delete({ id });
  expect(await refusalOf(root.caller.project.delete({ project: 'WEB' }))).toMatchObject({ code: 'project_not_empty' });
  await root.caller.issue.purge({ id });
  await root.caller.project.delete({ project: 'WEB' });
  expect(await refusalOf(root.caller.project.get({ project: 'WEB' }))).toMatchObject({ status: 404 });
});
