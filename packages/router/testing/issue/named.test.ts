import { text as textOf } from 'node:stream/consumers';
import { openTestDocket, type TestUser } from '@docket/kit/docket';
import { expect, test, vi } from 'vitest';

const TEXTS = { title: 'Crash', description: 'on save' };

async function open() {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const root = await docket.createUser('root', 'admin');
  await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  for (const project of ['MAIN', 'MAIN', 'WEB']) await ada.caller.issue.create({ ...TEXTS, project });
  return { docket, ada, bob, root };
}

type Named = Pick<Awaited<ReturnType<TestUser['caller']['comment']['get']>>, 'mentions' | 'references'>;

/** What a text names: what is written at each place, and who or what it is. */
function namedIn(text: string, { mentions, references }: Named) {
  return [
    ...mentions.map(({ user, from, to }) => [text.slice(from, to), user.username]),
    ...references.map(({ issue, from, to }) => [text.slice(from, to), issue.key]),
  ];
}

async function namedBy({ caller }: TestUser, body: string) {
  return namedIn(body, await caller.comment.create({ issue_id: '1', body }));
}

test('a description and a comment say what they name, and where, in all answers', async () => {
  const { ada, bob } = await open();
  const text = '😀 @Bob and @ada, after WEB-1 comes #2. Not @nobody, @me, WEB-7, NONE-1, `@ada` or #9';
  const named = [
    ['@Bob', 'bob'],
    ['@ada', 'ada'],
    ['WEB-1', 'WEB-1'],
    ['#2', 'MAIN-2'],
  ];
  const made = await ada.caller.issue.create({ ...TEXTS, description: text });
  expect(namedIn(text, made)).toEqual(named);
  expect(made.references[0]?.issue).toEqual({ id: expect.any(String), key: 'WEB-1', title: 'Crash', status: 'open' });
  expect(await bob.caller.issue.get({ id: made.id })).toEqual(made);
  expect((await bob.caller.issue.list({ sort: 'number-desc', project: ['MAIN'] })).items[0]).toEqual(made);
  expect((await bob.caller.search.issues({ q: 'nobody' })).items[0]).toMatchObject({ mentions: made.mentions });

  const comment = await bob.caller.comment.create({ issue_id: '2', body: text });
  expect(namedIn(text, comment)).toEqual(named);
  expect(comment.mentions[0]?.user).toEqual(comment.author);
  expect(await ada.caller.comment.get({ id: comment.id })).toEqual(comment);
  expect((await ada.caller.comment.list({ issue_id: '2' })).items).toEqual([comment]);
  const nothing = { mentions: [], references: [] };
  expect(await bob.caller.comment.update({ id: comment.id, body: 'Nothing' })).toMatchObject(nothing);
  const edited = await ada.caller.issue.update({ id: made.id, description: 'See #1, and nobody' });
  expect(namedIn(edited.description, edited)).toEqual([['#1', 'MAIN-1']]);
});

test('a number is one of the project in which the text is, and an old key leads to its issue', async () => {
  const { ada } = await open();
  const { id } = await ada.caller.issue.create({ ...TEXTS, title: 'Other', description: 'Before #1', project: 'WEB' });
  const keys = async () => (await ada.caller.issue.get({ id })).references.map(({ issue }) => issue.key);
  expect(await keys()).toEqual(['WEB-1']);
  await ada.caller.issue.update({ id, project: 'MAIN' });
  expect(await keys()).toEqual(['MAIN-1']);
  await ada.caller.issue.update({ id: 'MAIN-2', project: 'WEB' });
  await ada.caller.project.update({ project: 'WEB', key: 'SITE' });
  expect(await namedBy(ada, 'WEB-2 MAIN-2 #2 WEB-1 SITE-1')).toEqual([
    ['WEB-2', 'MAIN-3'],
    ['MAIN-2', 'SITE-3'],
    ['#2', 'SITE-3'],
    ['WEB-1', 'SITE-1'],
    ['SITE-1', 'SITE-1'],
  ]);
});

test('what is in the bin is not named, nor a user who is deleted', async () => {
  const { ada, bob, root } = await open();
  const text = '@bob did #2';
  const { id } = await ada.caller.comment.create({ issue_id: '1', body: text });
  const named = async () => namedIn(text, await ada.caller.comment.get({ id }));
  await ada.caller.issue.delete({ id: '2' });
  expect(await named()).toEqual([['@bob', 'bob']]);
  await ada.caller.issue.restore({ id: '2' });
  await root.caller.user.delete({ id: bob.user.id });
  expect(await named()).toEqual([['#2', 'MAIN-2']]);
});

/** A private project, of which only Ada is a member, with two issues; the second was moved from MAIN and WEB-9 led there. */
async function openWithSecret() {
  const opened = await open();
  const { ada } = opened;
  await ada.caller.project.create({ key: 'SECRET', name: 'Secret', visibility: 'private' });
  await ada.caller.issue.create({ ...TEXTS, project: 'SECRET' });
  await ada.caller.issue.update({ id: 'MAIN-2', project: 'SECRET' });
  return opened;
}

test('an issue is named for those who see it, and a user for everybody', async () => {
  const { ada, bob } = await openWithSecret();
  const text = '@bob SECRET-1 MAIN-2 SECRET-9 WEB-1';
  const { id } = await ada.caller.comment.create({ issue_id: '1', body: text });
  const seenBy = async ({ caller }: TestUser) => namedIn(text, await caller.comment.get({ id }));
  const always = [
    ['@bob', 'bob'],
    ['WEB-1', 'WEB-1'],
  ];
  const secret = [
    ['SECRET-1', 'SECRET-1'],
    ['MAIN-2', 'SECRET-2'],
  ];
  expect(await seenBy(bob)).toEqual(always);
  expect(await seenBy(ada)).toEqual([always[0], ...secret, always[1]]);
  const within = await ada.caller.issue.create({ ...TEXTS, description: '@bob, see #1', project: 'SECRET' });
  expect(namedIn(within.description, within)).toEqual([
    ['@bob', 'bob'],
    ['#1', 'SECRET-1'],
  ]);
  await ada.caller.issue.update({ id: 'SECRET-1', project: 'MAIN', confirm_visibility: true });
  expect(await seenBy(bob)).toEqual([always[0], ['SECRET-1', 'MAIN-3'], always[1]]);
  await ada.caller.issue.update({ id: 'MAIN-3', project: 'SECRET' });
  await ada.caller.project.addMember({ project: 'SECRET', user: 'bob', role: 'viewer' });
  expect(await seenBy(bob)).toEqual(await seenBy(ada));
});

test('an admin who gets a private issue to see by its name has looked into its project', async () => {
  const { ada, root } = await openWithSecret();
  const { id } = await ada.caller.comment.create({ issue_id: '1', body: 'Nothing yet' });
  const looks = async () => (await ada.caller.event.list({ type: ['project.looked_into'] })).items.length;
  await root.caller.comment.get({ id });
  expect(await looks()).toBe(0);
  await ada.caller.comment.update({ id, body: 'SECRET-1' });
  await ada.caller.issue.update({ id: '1', description: 'See SECRET-1' });
  for (const format of ['json', 'csv', 'ndjson'] as const) {
    const { content } = await root.caller.issue.export({ format, project: ['MAIN'] });
    expect(await textOf(content)).toContain('See SECRET-1');
  }
  expect(await looks()).toBe(0);
  expect((await root.caller.comment.get({ id })).references).toHaveLength(1);
  expect(await looks()).toBe(1);
});

/** How many statements Bob's list of the comments on an issue takes. */
async function statementsOf({ docket, bob }: Awaited<ReturnType<typeof open>>, issue_id = '1'): Promise<number> {
  const asked = vi.spyOn(docket.database.read, 'getExecutor');
  const counts: number[] = [];
  for (let time = 1; time <= 3; time += 1) {
    asked.mockClear();
    await bob.caller.comment.list({ issue_id, limit: 100 });
    counts.push(asked.mock.calls.length);
  }
  asked.mockRestore();
  return Math.min(...counts);
}

test('however much a page names, it takes a few statements more, and as many for what is hidden as for what is not there', async () => {
  const opened = await openWithSecret();
  const { ada } = opened;
  const { id } = await ada.caller.comment.create({ issue_id: '1', body: 'Nothing' });
  const withText = async (body: string) => {
    await ada.caller.comment.update({ id, body });
    return statementsOf(opened);
  };
  const none = await withText('Nothing');
  expect(await withText('@ada')).toBe(none + 1);
  expect(await withText('NADIR-1')).toBe(none + 2);
  expect(await withText('SECRET-1')).toBe(none + 2);
  expect(await withText('SECRET-9')).toBe(none + 2);
  expect(await withText('MAIN-2')).toBe(await withText('MAIN-77'));
  expect(await withText('WEB-1')).toBe(none + 3);
  await ada.caller.issue.create(TEXTS);
  for (let nth = 1; nth <= 15; nth += 1) {
    await ada.caller.comment.create({ issue_id: '1', body: `@ada and @bob: WEB-1, MAIN-1, #2 and P${nth}-${nth}` });
    await ada.caller.comment.create({ issue_id: '3', body: 'Nothing' });
  }
  expect(await statementsOf(opened)).toBe((await statementsOf(opened, '3')) + 4);
});
