import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const TEXTS = { title: 'Crash', description: 'on save' };

/** Ada manages the internal project WEB, which Bob sees. */
async function openTeam() {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  const label = await ada.caller.label.create({ name: 'bug' });
  const own = await ada.caller.label.create({ name: 'ui', project: 'WEB' });
  const template = await ada.caller.template.create({
    project: 'WEB',
    name: 'Bug report',
    description: 'What did you do?',
    priority: 'high',
    labels: ['UI', 'Bug'],
    assignees: ['bob', 'ada'],
  });
  return { docket, ada, bob, label, own, template };
}

test('a template has what new issues begin with, and is listed by name', async () => {
  const { ada, bob, template } = await openTeam();
  expect(template).toMatchObject({
    project: { key: 'WEB' },
    ...{ name: 'Bug report', title: null, description: 'What did you do?', priority: 'high', version: 1 },
    labels: [{ name: 'bug' }, { name: 'ui' }],
  });
  expect(template.assignees.map(({ username }) => username).toSorted()).toEqual(['ada', 'bob']);
  expect(await bob.caller.template.get({ id: template.id })).toEqual(template);
  await ada.caller.template.create({ project: 'WEB', name: 'another' });
  const { items } = await bob.caller.template.list({ project: 'web' });
  expect(items.map(({ name }) => name)).toEqual(['another', 'Bug report']);
  expect((await bob.caller.template.list({ project: 'MAIN' })).items).toEqual([]);
});

test('an issue has from its template what its caller leaves out', async () => {
  const { bob, template } = await openTeam();
  const made = await bob.caller.issue.create({ project: 'WEB', template: 'BUG report', title: 'Leak' });
  expect(made).toMatchObject({ title: 'Leak', description: 'What did you do?', priority: 'high', status: 'open' });
  expect(made.labels).toEqual(template.labels);
  expect(made.assignees).toEqual(template.assignees);
  expect(await bob.caller.issue.get({ id: made.id })).toEqual(made);
  expect((await bob.caller.issue.list({ label: ['ui'], assignee: 'ada' })).total).toBe(1);
  const said = { ...TEXTS, priority: 'low' as const, labels: [], assignees: ['me'] };
  const other = await bob.caller.issue.create({ project: 'WEB', template: template.id.toUpperCase(), ...said });
  expect(other).toMatchObject({ ...TEXTS, priority: 'low', labels: [], assignees: [{ username: 'bob' }] });
});

test('what neither says is missing, and a template is one of the project', async () => {
  const { ada, bob, template } = await openTeam();
  const create = bob.caller.issue.create;
  const faultsOf = async (call: Promise<unknown>) => ((await refusalOf(call)) as { errors: unknown[] }).errors;
  expect(await faultsOf(create({ project: 'WEB', template: 'Bug report' }))).toMatchObject([
    { path: 'title', code: 'required' },
  ]);
  expect(await faultsOf(create({ title: 'x', priority: 'urgent' as 'high' }))).toMatchObject([
    { path: 'title', code: 'too_small' },
    { path: 'priority' },
    { path: 'description', message: 'Required', code: 'invalid_type' },
  ]);
  expect(await faultsOf(create({}))).toEqual([
    { path: 'title', message: 'Required', code: 'invalid_type' },
    { path: 'description', message: 'Required', code: 'invalid_type' },
  ]);
  for (const named of [template.id, 'Bug report', 'Nothing']) {
    expect(await faultsOf(create({ ...TEXTS, template: named }))).toMatchObject([
      { path: 'template', code: 'unknown_template' },
    ]);
  }
  await ada.caller.template.update({ id: template.id, title: 'Bug in the website' });
  expect(await create({ project: 'WEB', template: 'Bug report' })).toMatchObject({ title: 'Bug in the website' });
});

test('labels and people that are gone since are left out', async () => {
  const { docket, ada, bob, label, template } = await openTeam();
  const { user } = docket.caller({ system: 'test' });
  const cyd = await docket.createUser('cyd');
  await ada.caller.template.update({ id: template.id, assignees: ['ada', 'bob', 'cyd'] });
  await user.update({ id: bob.user.id, is_active: false });
  await user.delete({ id: cyd.user.id });
  await docket.caller({ system: 'test' }).label.delete({ id: label.id });
  const left = await ada.caller.template.get({ id: template.id });
  expect(left.labels.map(({ name }) => name)).toEqual(['ui']);
  expect(left.assignees.map(({ username }) => username).toSorted()).toEqual(['ada', 'bob']); // who may come back
  const made = await ada.caller.issue.create({ project: 'WEB', template: 'Bug report', title: 'Leak' });
  expect(made).toMatchObject({ labels: [{ name: 'ui' }], assignees: [{ username: 'ada' }] });
  await ada.caller.project.update({ project: 'WEB', visibility: 'private' });
  await user.update({ id: bob.user.id, is_active: true });
  const inside = await ada.caller.issue.create({ project: 'WEB', template: 'Bug report', title: 'Leak' });
  expect(inside.assignees).toMatchObject([{ username: 'ada' }]);
});

test('edits change what is sent, merge by field, and are told in the log', async () => {
  const { ada, bob, template } = await openTeam();
  const { id } = template;
  const { update } = ada.caller.template;
  const changed = await update({ id, name: 'Bug', priority: null, labels: ['bug'], version: 1 });
  expect(changed).toMatchObject({ name: 'Bug', priority: null, labels: [{ name: 'bug' }], version: 2 });
  expect(await update({ id, description: null, version: 1 })).toMatchObject({ description: null, version: 3 });
  expect(await refusalOf(update({ id, name: 'Else', version: 1 }))).toMatchObject({ code: 'precondition_failed' });
  expect(await update({ id, name: 'Bug', assignees: changed.assignees.map((one) => one.id) })).toMatchObject({
    version: 3,
  });
  await ada.caller.template.delete({ id });
  const { items } = await bob.caller.event.list({ project: ['WEB'], sort: 'position-asc' });
  const told = items.filter(({ type }) => type.startsWith('template.'));
  expect(told.map(({ type, changes }) => [type, changes.map(({ field }) => field)])).toEqual([
    ['template.created', []],
    ['template.updated', ['name', 'priority', 'labels']],
    ['template.updated', ['description']],
    ['template.deleted', ['name']],
  ]);
  expect(told[0]?.subject).toMatchObject({ type: 'template', id, name: null });
  expect(await refusalOf(bob.caller.template.get({ id }))).toMatchObject({ code: 'template_not_found' });
});

test('a name is that of one template of a project', async () => {
  const { ada, template } = await openTeam();
  const other = await ada.caller.template.create({ project: 'WEB', name: 'Wish' });
  const taken = { code: 'template_taken', status: 409 };
  expect(await refusalOf(ada.caller.template.create({ project: 'WEB', name: 'BUG Report' }))).toMatchObject(taken);
  expect(await refusalOf(ada.caller.template.update({ id: other.id, name: 'bug report' }))).toMatchObject(taken);
  expect(await ada.caller.template.update({ id: template.id, name: 'BUG REPORT' })).toMatchObject({ version: 2 });
});

test('managers of the project look after its templates, and they go with it', async () => {
  const { docket, ada, bob, own, template } = await openTeam();
  const { id } = template;
  await ada.caller.project.addMember({ project: 'WEB', user: 'bob' });
  const calls = [
    () => bob.caller.template.create({ project: 'WEB', name: 'Mine' }),
    () => bob.caller.template.update({ id, name: 'Mine' }),
    () => bob.caller.template.delete({ id }),
  ];
  for (const call of calls) expect(await refusalOf(call())).toMatchObject({ code: 'forbidden' });
  await ada.caller.label.delete({ id: own.id });
  await ada.caller.project.delete({ project: 'WEB' });
  expect(await docket.database.read.selectFrom('template').selectAll().execute()).toEqual([]);
});

test("a repeat of an issue of one's own id is one, also of a template that has changed since", async () => {
  const { ada, template } = await openTeam();
  const input = { id: '01890a5d-ac96-774b-bcce-b302099a8057', project: 'WEB', template: 'Bug report', title: 'Leak' };
  const made = await ada.caller.issue.create(input);
  await ada.caller.template.update({ id: template.id, name: 'Other' });
  expect(await ada.caller.issue.create(input)).toEqual(made);
  const refused = await refusalOf(ada.caller.issue.create({ ...input, title: 'Else' }));
  expect(refused).toMatchObject({ code: 'id_taken' });
});

test('a description may be as long as one of an issue', async () => {
  const docket = await openTestDocket({ ISSUE_DESCRIPTION_MAX: '5000' });
  const { caller } = await docket.createUser('root', 'admin');
  const description = 'x'.repeat(5000);
  const { id } = await caller.template.create({ project: 'MAIN', name: 'Long', description });
  expect(await caller.template.update({ id, description: `${description.slice(1)}y` })).toMatchObject({ version: 2 });
  expect(await caller.issue.create({ template: 'Long', title: 'Leak' })).toMatchObject({ title: 'Leak' });
});
