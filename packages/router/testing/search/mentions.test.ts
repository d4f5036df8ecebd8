// `mentions:` finds issues that name a user, as soon as the notifier has read the text.

import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';

/** Cleo, whose name is in some texts, sees no more than MAIN; Ada has SEC, which is private, as well. */
async function withNames() {
  const docket = await openTestDocket();
  const [ada, bob, cleo] = [
    await docket.createUser('ada'),
    await docket.createUser('bob'),
    await docket.createUser('cleo'),
  ];
  await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  const file = (title: string, description: string, project = 'MAIN') =>
    ada.caller.issue.create({ title, description, project });
  await file('described', 'For @cleo to see');
  const commented = await file('commented', 'Nobody is named');
  const comment = await bob.caller.comment.create({ issue_id: commented.id, body: 'What do you say, @Cleo and @bob?' });
  await file('unnamed', 'Write to cleo@example.org, or `@cleo`');
  await file('hidden', 'Not for @cleo, but for @ada', 'SEC');
  await docket.notifier.tellAll();
  const found = async ({ caller }: typeof ada, q: string) => {
    await docket.notifier.tellAll();
    const { items } = await caller.issue.list({ q, sort: 'number-asc' });
    return items.map(({ title }) => title);
  };
  return { docket, ada, bob, cleo, comment, found };
}

test('finds whom a description or a comment names, as everybody sees it', async () => {
  const { ada, bob, cleo, found } = await withNames();
  for (const who of [ada, bob, cleo]) {
    expect(await found(who, 'mentions:cleo')).toEqual(['described', 'commented']);
    expect(await found(who, 'mentions:@CLEO')).toEqual(['described', 'commented']);
  }
  expect(await found(cleo, 'mentions:@me')).toEqual(['described', 'commented']);
  expect(await found(bob, 'mentions:@me')).toEqual(['commented']);
  expect(await found(bob, 'mentions:ada')).toEqual([]);
  expect(await found(ada, 'mentions:@me')).toEqual(['hidden']);
  expect(await found(cleo, `mentions:${cleo.user.id}`)).toEqual(['described', 'commented']);
});

test('takes several people, the opposite, and a place among others', async () => {
  const { bob, cleo, found } = await withNames();
  expect(await found(bob, 'mentions:ada,bob')).toEqual(['commented']);
  expect(await found(bob, 'mentions:cleo -mentions:bob')).toEqual(['described']);
  expect(await found(bob, '-mentions:cleo')).toEqual(['unnamed']);
  expect(await found(bob, 'mentions:cleo (mentions:bob OR comments:0) is:open')).toEqual(['described', 'commented']);
  expect(await found(bob, 'mentions:bob OR unnamed')).toEqual(['commented', 'unnamed']);
  expect(await found(cleo, 'mentions:cleo mentions:bob')).toEqual(['commented']);
});

test('whoever is named is involved', async () => {
  const { cleo, bob, found } = await withNames();
  expect(await found(cleo, 'involves:@me')).toEqual(['described', 'commented']);
  expect(await found(bob, 'involves:@me')).toEqual(['commented']);
  expect(await found(bob, '-involves:cleo')).toEqual(['unnamed']);
});

test('nobody is found by a name that nobody has', async () => {
  const { ada, found } = await withNames();
  for (const name of ['nobody', 'none', 'nobody@example.org']) {
    expect(await found(ada, `mentions:${name}`)).toEqual([]);
    expect(await found(ada, `mentions:${name}`)).toEqual(await found(ada, `commenter:${name}`));
  }
  const refusal = await refusalOf(ada.caller.issue.list({ q: 'named:ada' }));
  expect(refusal).toMatchObject({ code: 'validation_failed' });
  expect(JSON.stringify(refusal)).toContain('did you mean `mentions:`?');
});

test('goes by the texts as they are now', async () => {
  const { ada, bob, cleo, comment, found } = await withNames();
  await bob.caller.comment.delete({ id: comment.id });
  expect(await found(cleo, 'mentions:cleo')).toEqual(['described']);
  await ada.caller.issue.update({ id: 'MAIN-1', description: 'For nobody' });
  await ada.caller.issue.update({ id: 'MAIN-3', description: 'For @cleo after all' });
  expect(await found(cleo, 'mentions:cleo')).toEqual(['unnamed']);
});

test('narrows searches, views and edits of many issues', async () => {
  const { ada, cleo } = await withNames();
  const { items } = await cleo.caller.search.issues({ q: 'mentions:@me see' });
  expect(items.map(({ title }) => title)).toEqual(['described']);
  const view = await ada.caller.view.create({ name: 'Named', query: 'mentions:@me' });
  expect((await ada.caller.view.issues({ id: view.id })).items.map(({ title }) => title)).toEqual(['hidden']);
  const { results } = await ada.caller.issue.bulk({ query: 'mentions:cleo', change: { priority: 'high' } });
  expect(results.map(({ issue }) => issue?.key).toSorted()).toEqual(['MAIN-1', 'MAIN-2']);
});
