import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const NOTHING = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';

async function labelled() {
  const docket = await openTestDocket();
  const admin = await docket.createUser('admin', 'admin');
  const bug = await admin.caller.label.create({ name: 'Bug', color: '#D73A4A', description: 'Does not work' });
  const issue = await admin.caller.issue.create({ title: 'Crash', description: 'on save', labels: ['bug'] });
  return { docket, admin, bug, issue };
}

test.each(['Bug', 'bUG', ' bug '])('takes "%s" for the label "Bug" that is there', async (name) => {
  const { admin } = await labelled();
  expect(await refusalOf(admin.caller.label.create({ name }))).toEqual({
    code: 'label_taken',
    status: 409,
    detail: 'There is already a label of this name',
  });
});

test('takes two ways to write one character for the same label', async () => {
  const { admin } = await labelled();
  await admin.caller.label.create({ name: 'caf\u00e9' });
  const again = admin.caller.label.create({ name: 'cafe\u0301' });
  expect(await refusalOf(again)).toMatchObject({ code: 'label_taken' });
});

test('lists labels by name, page by page', async () => {
  const { admin } = await labelled();
  for (const name of ['zebra', 'Apple']) await admin.caller.label.create({ name });
  const { items, ...rest } = await admin.caller.label.list({ size: 2 });
  expect(items.map((label) => label.name)).toEqual(['Apple', 'Bug']);
  expect(rest).toMatchObject({ total: 3, total_is_capped: false, page: 1, size: 2, pages: 2 });
});

test('writes colours in lower case and gives a grey one when none is sent', async () => {
  const { admin, bug } = await labelled();
  expect(bug.color).toBe('#d73a4a');
  expect((await admin.caller.label.create({ name: 'plain' })).color).toBe('#ededed');
});

test.each([
  ['name', { name: '' }],
  ['name', { name: 'x'.repeat(51) }],
  ['color', { name: 'x', color: 'red' }],
])('refuses a label with a wrong %s', async (path, input) => {
  const { admin } = await labelled();
  const refusal = await refusalOf(admin.caller.label.create(input));
  expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
});

test('changes the sent fields, on the issues too, and may change only the case of its name', async () => {
  const { admin, bug, issue } = await labelled();
  const renamed = await admin.caller.label.update({ id: bug.id, name: 'bug' });
  expect(renamed).toMatchObject({ name: 'bug', color: bug.color, description: bug.description });
  expect((await admin.caller.issue.get({ id: issue.id })).labels).toEqual([renamed]);
  await admin.caller.label.update({ id: bug.id, name: 'defect' });
  expect((await admin.caller.issue.list({ label: ['DEFECT'] })).total).toBe(1);
  await expect(admin.caller.label.create({ name: 'bug' })).resolves.toMatchObject({ name: 'bug' });
  expect(await refusalOf(admin.caller.label.update({ id: bug.id, name: 'BUG' }))).toMatchObject({
    code: 'label_taken',
  });
});

test('takes a deleted label off its issues', async () => {
  const { admin, bug, issue } = await labelled();
  expect(await admin.caller.label.delete({ id: bug.id })).toBeNull();
  expect((await admin.caller.issue.get({ id: issue.id })).labels).toEqual([]);
  expect(await refusalOf(admin.caller.label.delete({ id: bug.id }))).toMatchObject({ code: 'label_not_found' });
});

test('says that there is no such label', async () => {
  const { admin } = await labelled();
  expect(await refusalOf(admin.caller.label.update({ id: NOTHING, name: 'x' }))).toMatchObject({
    code: 'label_not_found',
    status: 404,
  });
});

test('says when a label was made and when it was last changed', async () => {
  const { docket, admin, bug } = await labelled();
  expect(bug.updated_at).toBe(bug.created_at);
  docket.clock.advance(1000);
  const changed = await admin.caller.label.update({ id: bug.id, color: '#000000' });
  expect(changed).toMatchObject({ created_at: bug.created_at, updated_at: docket.clock.now.toISOString() });
  expect(await admin.caller.label.get({ id: bug.id })).toEqual(changed);
});
