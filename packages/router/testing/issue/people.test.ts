// C50: users as people write them, in filters and among assignees.

import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { afterAll, expect, test } from 'vitest';
import { imported } from '../../../../tests/cases/import.ts';

const crash = { title: 'Crash', description: 'on save' };

async function openWithPeople(settings: Record<string, string> = {}) {
  const docket = await openTestDocket(settings, afterAll);
  const [ada, root] = [await docket.createUser('ada'), await docket.createUser('root', 'admin')];
  await ada.caller.issue.create(crash);
  return { ada, root, bob: await docket.createUser('bob') };
}

const { root, bob } = await openWithPeople();
const hidden = await openWithPeople({ SHOW_EMAILS: 'false' });

test.each(['foo-', 'dependabot[bot]', '-foo', 'a.b_c', 'Foo--Bar'])(
  'C50: finds the issues of %s, who comes from another tracker',
  async (login) => {
    const issue = { ...imported, author: login, assignees: [login] };
    await root.caller.archive.import({ source: `github:a/${encodeURIComponent(login)}`, labels: [], issues: [issue] });
    for (const key of [login, login.toUpperCase()]) {
      expect((await root.caller.issue.list({ author: key })).items).toMatchObject([{ author: { username: login } }]);
      expect((await root.caller.issue.list({ assignee: key })).total).toBe(1);
      expect(await root.caller.issue.update({ id: '1', assignees: [key] })).toMatchObject({
        assignees: [{ username: login }],
      });
      await root.caller.issue.update({ id: '1', assignees: [] });
    }
  },
);

test('C50: finds and assigns users by their email address', async () => {
  for (const author of ['ada@example.org', 'ADA@Example.ORG']) {
    expect((await bob.caller.issue.list({ author })).total).toBe(1);
  }
  const { assignees } = await bob.caller.issue.create({ ...crash, assignees: ['ada@example.org', 'bob'] });
  expect(assignees.map(({ username }) => username)).toEqual(['ada', 'bob']);
  expect((await bob.caller.issue.list({ assignee: 'ada@example.org' })).total).toBe(1);
});

test('C50: takes the words for oneself and for nobody in any case', async () => {
  const { ada, bob } = hidden;
  const none = await ada.caller.issue.list({ assignee: 'none' });
  for (const word of ['ME', 'Me']) {
    expect((await ada.caller.issue.list({ author: word })).items).toMatchObject([{ author: { username: 'ada' } }]);
    const { id, assignees } = await bob.caller.issue.create({ ...crash, assignees: [word] });
    expect(assignees).toMatchObject([{ username: 'bob' }]);
    expect((await bob.caller.issue.list({ assignee: word })).items).toMatchObject([{ id }]);
    await bob.caller.issue.delete({ id });
  }
  expect(await ada.caller.issue.list({ assignee: 'NONE' })).toEqual(none);
  expect(none.total).toBe(1);
});

test('C50: an address finds nobody for those who may not see it, but oneself', async () => {
  const { ada, bob, root } = hidden;
  const author = 'ada@example.org';
  const found = async ({ caller }: typeof ada) => (await caller.issue.list({ author })).total;
  expect([await found(ada), await found(root), await found(bob)]).toEqual([1, 1, 0]);
  const refusals = ['ada@example.org', 'nobody@example.org'].map((assignee) =>
    refusalOf(bob.caller.issue.create({ ...crash, assignees: [assignee] })),
  );
  for (const refusal of await Promise.all(refusals)) {
    expect(refusal.errors).toMatchObject([{ path: 'assignees.0', code: 'unknown_user' }]);
  }
  expect(await ada.caller.issue.create({ ...crash, assignees: [author] })).toMatchObject({
    assignees: [{ username: 'ada' }],
  });
});

test('C45: an issue with people whose addresses are hidden is taken as it was given', async () => {
  const { bob } = hidden;
  const issue = await bob.caller.issue.create({ ...crash, assignees: ['ada', 'bob'] });
  expect(issue.assignees.map(({ full_name }) => full_name)).toEqual(['ada', 'bob@example.org']);
  const sent = { ...issue, title: `${crash.title} again` } as object as { id: string };
  expect(await bob.caller.issue.update(sent)).toMatchObject({ title: 'Crash again', assignees: issue.assignees });
});

test.each(['nobody', 'nobody-', 'nobody[bot]', 'nobody@example.org', 'Löwe', '漢字'])(
  'C50: %s is nobody, so there is no issue',
  async (author) => {
    expect((await bob.caller.issue.list({ author })).items).toEqual([]);
  },
);

test.each(['', 'two words', 'a\0b', 'x'.repeat(255), '\u200b'])('%j can be nobody', async (author) => {
  const refusal = await refusalOf(bob.caller.issue.list({ author }));
  expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'author' }] });
});
