import { MAIN_PROJECT_ID } from '@docket/db';
import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';

const docket = await openTestDocket({}, afterAll);
const ada = await docket.createUser('ada');
const bob = await docket.createUser('bob');
const root = await docket.createUser('root', 'admin');
const { project: projects } = root.caller;

let made = 0;

/** A project of its own for a test, of which Root is a manager. */
async function newProject(given: {
  visibility?: 'private';
  members?: Record<string, 'viewer' | 'member' | 'manager'>;
}) {
  made += 1;
  const { members = {}, ...more } = given;
  const project = await projects.create({ key: `P${made}`, name: `Project ${made}`, ...more });
  for (const [user, role] of Object.entries(members)) await projects.addMember({ project: project.key, user, role });
  return project;
}

const text = { title: 'Moves', description: 'from here to there' };

/** What the counters of a project say, and what its lists count. */
async function countsOf(key: string) {
  const { open_issues, closed_issues } = await projects.get({ project: key });
  const listed = async (status: ('open' | 'closed')[]) =>
    (await root.caller.issue.list({ project: [key], status })).total;
  expect([await listed(['open']), await listed(['closed'])]).toEqual([open_issues, closed_issues]);
  return [open_issues, closed_issues];
}

test('gives a number in the other project, and takes comments, history and all links along', async () => {
  const [from, to] = [await newProject({}), await newProject({})];
  await ada.caller.issue.create({ ...text, project: to.key });
  await root.caller.label.create({ name: 'crash' });
  const { id, key, version } = await ada.caller.issue.create({
    ...text,
    project: from.key,
    labels: ['crash'],
    assignees: ['bob'],
  });
  await bob.caller.comment.create({ issue_id: id, body: 'Seen' });
  const { id: own } = await bob.caller.comment.create({ issue_id: id, body: 'To change' });

  const moved = await ada.caller.issue.update({ id, project: to.id });
  expect(moved).toMatchObject({ id, number: 2, key: `${to.key}-2`, project: { key: to.key }, comment_count: 2 });
  expect(moved).toMatchObject({ version: version + 1, labels: [{ name: 'crash' }], assignees: [{ username: 'bob' }] });
  for (const asked of [id, key, moved.key]) expect(await bob.caller.issue.get({ id: asked })).toEqual(moved);

  expect(await countsOf(from.key)).toEqual([0, 0]);
  expect(await countsOf(to.key)).toEqual([2, 0]);
  for (const filter of [{ label: ['crash'] }, { assignee: 'bob' }, { author: 'ada', label: ['crash'] }]) {
    const idsIn = async (project: string) =>
      (await root.caller.issue.list({ ...filter, project: [project] })).items.map((issue) => issue.id);
    expect(await idsIn(to.key)).toEqual([id]);
    expect(await idsIn(from.key)).toEqual([]);
  }
  for (const table of ['issue_label', 'issue_assignee'] as const) {
    const links = docket.database.read.selectFrom(table).select('project_id').where('issue_id', '=', id);
    expect(await links.execute(), table).toEqual([{ project_id: to.id }]);
  }

  await bob.caller.comment.update({ id: own, body: 'Changed' });
  expect((await ada.caller.comment.list({ issue_id: key })).items).toMatchObject([
    { body: 'Seen' },
    { body: 'Changed' },
  ]);
  const { items } = await ada.caller.issue.events({ id: key });
  expect(items.map(({ type }) => type)).toEqual([
    'issue.created',
    'comment.created',
    'comment.created',
    'issue.updated',
    'comment.updated',
  ]);
  expect(items[3]?.changes).toEqual([{ field: 'project', from: key, to: moved.key }]);
  const { project_id } = await docket.database.read
    .selectFrom('event')
    .select('project_id')
    .where('id', '=', items[3]?.id ?? '')
    .executeTakeFirstOrThrow();
  expect(project_id).toBe(to.id);

  await ada.caller.issue.update({ id, project: from.key, status: 'closed' });
  expect(await countsOf(from.key)).toEqual([0, 1]);
  expect(await countsOf(to.key)).toEqual([1, 0]);
});

test('is no change where the issue is there already, by whatever key', async () => {
  const project = await newProject({});
  const issue = await ada.caller.issue.create({ ...text, project: project.key });
  await projects.update({ project: project.key, key: `${project.key}NEW` });
  const now = await ada.caller.issue.get({ id: issue.id });
  for (const key of [project.id.toUpperCase(), project.key.toLowerCase(), `${project.key}new`]) {
    expect(await ada.caller.issue.update({ id: issue.id, project: key })).toEqual(now);
  }
});

test('leads by old keys to it after moves and renamed project keys, and gives them to no other issue', async () => {
  const [one, two] = [await newProject({}), await newProject({})];
  const { key: first } = await ada.caller.issue.create({ ...text, project: one.key });
  const { key: second } = await ada.caller.issue.update({ id: first, project: two.key });
  const main = await ada.caller.issue.update({ id: second.toLowerCase(), project: 'MAIN' });
  await projects.update({ project: one.key, key: `${one.key}X` });
  for (const key of [first, first.replace('-', 'x-'), second, main.key, String(main.number)]) {
    expect(await bob.caller.issue.get({ id: key }), key).toEqual(main);
  }
  expect((await ada.caller.issue.create({ ...text, project: one.key })).number).toBe(2);
  expect((await ada.caller.issue.create({ ...text, project: two.key })).number).toBe(2);
});

test('gives the number that it had back to an issue that comes back', async () => {
  const [one, two] = [await newProject({}), await newProject({})];
  const { id, key } = await ada.caller.issue.create({ ...text, project: one.key });
  const { key: away } = await ada.caller.issue.update({ id, project: two.key });
  const other = await ada.caller.issue.create({ ...text, project: one.key });
  expect(await ada.caller.issue.update({ id, project: one.key })).toMatchObject({ key });
  expect((await ada.caller.issue.update({ id, project: two.key })).key).toBe(away);
  for (const old of [key, away]) expect((await bob.caller.issue.get({ id: old })).id).toBe(id);
  expect((await bob.caller.issue.get({ id: other.key })).id).toBe(other.id);
  expect(await countsOf(one.key)).toEqual([1, 0]);
});

test('keeps labels of all projects, takes those of the same name in the other, and says which are left behind', async () => {
  const [one, two] = [await newProject({}), await newProject({})];
  const { id } = await ada.caller.issue.create({ ...text, project: one.key });
  for (const name of ['of all', 'both', 'left behind']) await root.caller.label.create({ name });
  await ada.caller.issue.update({ id, labels: ['of all', 'both', 'left behind'] });
  await docket.database.write(async (db) => {
    const set = { project_id: one.id, unique_key: sql`${one.id} || name_key` } as object;
    await db.updateTable('label').set(set).where('name', 'in', ['both', 'left behind']).execute();
    const both = await db.selectFrom('label').selectAll().where('name', '=', 'both').executeTakeFirstOrThrow();
    const name = { name: 'Both', unique_key: `${two.id} both`, name_key: 'both' };
    await db
      .insertInto('label')
      .values({ ...both, id: both.id.replace(/^./, 'f'), ...name, project_id: two.id, color: '#000000' })
      .execute();
    const ofAll = { id: both.id.replace(/^./, 'e'), unique_key: 'both', color: '#ffffff', project_id: null };
    await db
      .insertInto('label')
      .values({ ...both, ...ofAll })
      .execute();
  });
  const moved = await ada.caller.issue.update({ id, project: two.key });
  expect(moved.labels).toMatchObject([{ name: 'Both', color: '#000000' }, { name: 'of all' }]);
  expect(await ada.caller.issue.get({ id })).toEqual(moved);
  const { items } = await ada.caller.issue.events({ id });
  expect(items.at(-1)?.changes).toContainEqual({
    field: 'labels',
    from: ['both', 'left behind', 'of all'],
    to: ['Both', 'of all'],
  });
});

test('is for who may move it out and file it there, and for nobody in or out of an archived project', async () => {
  const [open, shut] = [await newProject({ members: { bob: 'member' } }), await newProject({ visibility: 'private' })];
  const { id } = await ada.caller.issue.create({ ...text, project: open.key });
  const to = (project: string) => ({ id, project });
  const unknown = { code: 'validation_failed', errors: [{ path: 'project', code: 'unknown_project' }] };
  for (const project of [shut.key, shut.id, 'NOPE9', MAIN_PROJECT_ID.replace(/.$/, '9')]) {
    expect(await refusalOf(ada.caller.issue.update(to(project))), project).toMatchObject(unknown);
  }
  await projects.addMember({ project: shut.key, user: 'ada', role: 'viewer' });
  expect(await refusalOf(ada.caller.issue.update(to(shut.key)))).toMatchObject({ code: 'forbidden' });
  // A member may edit it, and not move it.
  await bob.caller.issue.update({ id, priority: 'high' });
  expect(await refusalOf(bob.caller.issue.update(to('MAIN')))).toMatchObject({ code: 'forbidden' });
  await projects.updateMember({ project: open.key, user_id: 'bob', role: 'manager' });
  expect((await bob.caller.issue.update(to('MAIN'))).project.key).toBe('MAIN');

  await projects.update({ project: open.key, is_archived: true });
  expect(await refusalOf(ada.caller.issue.update(to(open.key)))).toMatchObject({ code: 'project_archived' });
  await projects.update({ project: open.key, is_archived: false });
  await ada.caller.issue.update(to(open.key));
  await projects.update({ project: open.key, is_archived: true });
  expect(await refusalOf(ada.caller.issue.update(to('MAIN')))).toMatchObject({ code: 'project_archived' });
});

test('shows it at once to who sees its new project, and to nobody else by any key', async () => {
  const [one, two] = [
    await newProject({ visibility: 'private', members: { ada: 'manager', bob: 'viewer' } }),
    await newProject({ visibility: 'private', members: { ada: 'member' } }),
  ];
  const { id, key } = await ada.caller.issue.create({ ...text, project: one.key, assignees: ['ada', 'bob'] });
  const comment = await bob.caller.comment.create({ issue_id: id, body: 'Mine' });
  const [event] = (await bob.caller.issue.events({ id })).items;
  const moved = await ada.caller.issue.update({ id, project: two.key });
  expect(moved.assignees).toMatchObject([{ username: 'ada' }]);
  for (const asked of [id, key, moved.key]) {
    for (const call of [
      () => bob.caller.issue.get({ id: asked }),
      () => bob.caller.issue.events({ id: asked }),
      () => bob.caller.comment.list({ issue_id: asked }),
      () => bob.caller.event.list({ issue: asked }),
      () => bob.caller.comment.create({ issue_id: asked, body: 'Late' }),
    ]) {
      expect(await refusalOf(call()), asked).toMatchObject({ code: 'issue_not_found' });
    }
  }
  expect(await refusalOf(bob.caller.comment.update({ id: comment.id, body: 'Late' }))).toMatchObject({ status: 404 });
  expect(await refusalOf(bob.caller.event.get({ id: event?.id ?? '' }))).toMatchObject({ status: 404 });
  const events = await bob.caller.event.list({ type: ['issue.*', 'comment.*'] });
  expect(events.items.filter(({ subject }) => subject.id === id)).toEqual([]);

  await projects.addMember({ project: two.key, user: 'bob', role: 'viewer' });
  await projects.removeMember({ project: one.key, user_id: 'bob' });
  expect((await bob.caller.issue.get({ id: key })).id).toBe(id);
  const { items } = await bob.caller.issue.events({ id: moved.key });
  // Where it came from is nothing that he sees any more.
  expect(items.at(-1)?.changes).toMatchObject([{ from: null, to: moved.key }, { field: 'assignees' }]);
});

test('asks before every user sees what only members saw', async () => {
  const shut = await newProject({ visibility: 'private', members: { ada: 'manager' } });
  const { id, key, version } = await ada.caller.issue.create({ ...text, project: shut.key });
  for (const confirm_visibility of [undefined, false]) {
    const move = ada.caller.issue.update({ id, project: 'MAIN', title: 'Opened', confirm_visibility });
    const detail = `Only the members of ${shut.key} and admins see ${key} now. In MAIN every user would, with its comments and its history: send \`confirm_visibility: true\` if that is meant`;
    expect(await refusalOf(move)).toMatchObject({ code: 'visibility_unconfirmed', status: 409, detail });
  }
  expect(await ada.caller.issue.get({ id })).toMatchObject({ key, title: text.title, version });
  expect(await countsOf(shut.key)).toEqual([1, 0]);
  const moved = await ada.caller.issue.update({ id, project: 'MAIN', confirm_visibility: true });
  expect((await bob.caller.issue.get({ id: key })).key).toBe(moved.key);
  // Fewer see it there, so nothing is asked.
  expect((await ada.caller.issue.update({ id, project: shut.key })).key).toBe(key);
});

test('merges with what others changed, and is refused after another move', async () => {
  const [one, two] = [await newProject({}), await newProject({})];
  const { id, key, version } = await ada.caller.issue.create({ ...text, project: one.key });
  await root.caller.issue.update({ id, title: 'Renamed' });
  const moved = await ada.caller.issue.update({ id, version, project: two.key });
  expect(moved).toMatchObject({ title: 'Renamed', version: version + 2 });
  expect(await root.caller.issue.update({ id, version, priority: 'low' })).toMatchObject({ priority: 'low' });
  expect(await refusalOf(ada.caller.issue.update({ id, version, project: 'MAIN' }))).toMatchObject({
    code: 'precondition_failed',
    conflicts: [{ field: 'project', yours: 'MAIN', current: moved.key }],
  });
  expect((await ada.caller.issue.get({ id: key })).key).toBe(moved.key);
});
