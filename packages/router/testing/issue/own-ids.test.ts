// I2: ids that the authors of issues make.

import { MAIN_PROJECT_ID } from '@docket/db';
import { allRows } from '@docket/kit/both-engines';
import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { fillWithEverything } from '@docket/kit/everything';
import { expect, test } from 'vitest';
import { newId } from '../../src/core/ids.ts';

const taken = { code: 'id_taken', status: 409 };

const crash = () => ({ title: 'Crash on save', description: 'It crashes', id: newId() });

async function tracker() {
  const docket = await openTestDocket();
  const [ada, bob, root] = [
    await docket.createUser('ada'),
    await docket.createUser('bob'),
    await docket.createUser('root', 'admin'),
  ];
  const issuesNow = async () => (await allRows(docket.database))['issue']?.length;
  return { docket, ada, bob, root, issuesNow };
}

test('an issue has the id that its author made, in small letters', async () => {
  const { ada } = await tracker();
  const input = crash();
  const issue = await ada.caller.issue.create({ ...input, id: input.id.toUpperCase() });
  expect(issue).toMatchObject(input);
  expect(await ada.caller.issue.get({ id: input.id })).toEqual(issue);
});

test('a repeat with the same content makes nothing new, and gives the issue as it is now', async () => {
  const { ada, bob, issuesNow } = await tracker();
  await bob.caller.label.create({ name: 'bug' });
  const input = { ...crash(), labels: ['bug'], assignees: ['bob'] };
  const made = await ada.caller.issue.create(input);
  expect(await ada.caller.issue.create({ ...input, priority: 'medium' })).toEqual(made); // as it is when left out
  const edited = await ada.caller.issue.update({ id: input.id, title: 'Renamed', labels: [] });
  expect(await ada.caller.issue.create(input)).toEqual(edited);
  expect(await issuesNow()).toBe(1);
  expect((await ada.caller.issue.create({ title: 'The next', description: 'has number 2' })).number).toBe(2);
});

test('other content, another author and what was deleted are refused alike', async () => {
  const { ada, bob, root, issuesNow } = await tracker();
  const input = crash();
  await ada.caller.issue.create(input);
  const refusals = [
    await refusalOf(ada.caller.issue.create({ ...input, title: 'Another' })),
    await refusalOf(bob.caller.issue.create(input)),
    await refusalOf(root.caller.issue.create(input)),
  ];
  await ada.caller.issue.delete({ id: input.id });
  refusals.push(await refusalOf(ada.caller.issue.create(input)));
  for (const refusal of refusals) expect(refusal).toEqual({ ...taken, detail: refusals[0]?.detail });
  expect(await issuesNow()).toBe(1);
});

test('an issue whose id is ours is no answer to a repeat', async () => {
  const { ada } = await tracker();
  const { id: _, ...content } = crash();
  const { id } = await ada.caller.issue.create(content);
  expect(await refusalOf(ada.caller.issue.create({ ...content, id }))).toMatchObject(taken);
});

test('the id of anything else is taken: the history of the issue would show what happened to that', async () => {
  const { docket, ada, bob, root } = await tracker();
  const label = await ada.caller.label.create({ name: 'bug' });
  const [session] = (await bob.caller.session.list({})).items;
  const token = await root.caller.token.create({ name: 'nightly', scopes: ['issues:read'] });
  await root.caller.user.delete({ id: bob.user.id });
  const subjects = await docket.database.read.selectFrom('event').select('subject_id').execute();
  const ids = new Set(subjects.map(({ subject_id }) => subject_id));
  for (const one of [ada.user, root.user, bob.user, label, session, token]) expect(ids).toContain(one?.id);
  for (const id of [...ids, MAIN_PROJECT_ID])
    expect(await refusalOf(ada.caller.issue.create({ ...crash(), id }))).toMatchObject(taken);
});

test('whatever an id can name has an event that says so', async () => {
  const docket = await openTestDocket();
  await fillWithEverything(docket);
  const content = await allRows(docket.database);
  const subjects = new Set(content['event']?.map(({ subject_id }) => subject_id));
  const named = ['user', 'label', 'session', 'api_token', 'issue', 'project'].flatMap((table) => content[table] ?? []);
  expect(named.flatMap(({ id }) => (subjects.has(id) ? [] : id))).toEqual([]);
});

test.each([
  '0',
  '3f2b6a0e-5c1d-4e8f-9a7b-0c1d2e3f4a5b',
  '00000000-0000-0000-0000-000000000000',
  '019a9c1e7b1a7cc08a525d5f3a1f0c13',
])('what is no UUID of version 7 is refused: %s', async (id) => {
  const { ada } = await tracker();
  expect(await refusalOf(ada.caller.issue.create({ ...crash(), id }))).toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'id' }],
  });
});

test('of twenty at once with one id, one makes an issue', async () => {
  const { ada, issuesNow } = await tracker();
  const input = crash();
  const made = await Promise.all(Array.from({ length: 20 }, () => ada.caller.issue.create(input)));
  expect(new Set(made.map((issue) => JSON.stringify(issue))).size).toBe(1);
  expect(await issuesNow()).toBe(1);
});
