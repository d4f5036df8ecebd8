import { refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { archive, type Imported, issueNumber, openWithAdmin, SOURCE } from './archives.ts';

test('brings a second archive into a project of its own, which it makes, with all its numbers', async () => {
  const { docket, admin } = await openWithAdmin();
  await admin.caller.archive.import(archive([issueNumber(1), issueNumber(5)]));
  const other = { source: 'github:example/other', project: 'http2' };
  // Numbers come in any order, and in parts.
  for (const some of [[issueNumber(9), issueNumber(5)], [issueNumber(1, { status: 'closed', labels: ['bug'] })]]) {
    expect(await admin.caller.archive.import(archive(some, other))).toMatchObject({ renumbered: 0, skipped: 0 });
  }
  const project = await admin.caller.project.get({ project: 'HTTP2' });
  expect(project).toMatchObject({ name: 'HTTP2', visibility: 'internal', my_role: 'manager' });
  expect(project).toMatchObject({ open_issues: 2, closed_issues: 1 });
  const { caller } = await docket.createUser('ada');
  for (const number of [1, 5, 9]) {
    expect(await caller.issue.get({ id: `HTTP2-${number}` })).toMatchObject({ number, title: `Issue ${number}` });
  }
  expect((await caller.issue.list({ project: ['HTTP2'], label: ['bug'] })).items).toMatchObject([{ key: 'HTTP2-1' }]);
  expect((await caller.issue.list({ project: ['MAIN'] })).total).toBe(2);
  const ours = { title: 'Ours', description: 'is next' };
  expect((await caller.issue.create({ ...ours, project: 'HTTP2' })).number).toBe(10);
  expect((await caller.issue.create(ours)).number).toBe(6);
});

test('makes labels in the project that is named, else for all, unless a project has its own of the name', async () => {
  const { admin } = await openWithAdmin();
  const labelled = (number: number) => archive([issueNumber(number, { labels: ['bug', 'parked'] })]);
  await admin.caller.project.create({ key: 'WEB', name: 'Website' });
  await admin.caller.label.create({ name: 'bug', project: 'WEB' });
  await admin.caller.label.create({ name: 'Parked' });
  for (const [project, bugs] of [
    ['HTTP', 'HTTP'],
    ['web', 'WEB'],
    [undefined, 'MAIN'],
  ] as const) {
    const source = `github:a/${bugs}`;
    expect(await admin.caller.archive.import({ ...labelled(1), source, ...(project && { project }) })).toMatchObject({
      labels: bugs === 'WEB' ? 0 : 1,
    });
    const { labels } = await admin.caller.issue.get({ id: `${bugs}-1` });
    expect(labels).toMatchObject([
      { name: 'bug', project: { key: bugs } },
      { name: 'Parked', project: null },
    ]);
  }
});

test('gives no number that an issue had before it was moved, and knows moved issues again', async () => {
  const { admin } = await openWithAdmin();
  const into = (project: string, issues: Imported[], source = SOURCE) =>
    admin.caller.archive.import(archive(issues, { project, source }));
  await into('ONE', [issueNumber(1)]);
  await into('TWO', []);
  await admin.caller.issue.update({ id: 'ONE-1', project: 'TWO' });
  expect(await into('ONE', [issueNumber(1)])).toMatchObject({ created: 0, skipped: 1 });
  expect(await into('ONE', [issueNumber(1), issueNumber(7)], 'github:a/b')).toMatchObject({
    created: 2,
    renumbered: 1,
  });
  expect(await admin.caller.issue.get({ id: 'ONE-1' })).toMatchObject({ key: 'TWO-1' });
  expect(await admin.caller.issue.get({ id: 'ONE-2' })).toMatchObject({ title: 'Issue 1' });
});

test('goes into the project of a key that it had, and into none that is archived or not there', async () => {
  const { docket, admin } = await openWithAdmin();
  const { id } = await admin.caller.project.create({ key: 'OLD', name: 'Old', visibility: 'private' });
  await admin.caller.project.update({ project: 'OLD', key: 'NEW' });
  const into = (project: string, number = 4) =>
    docket.caller({ system: 'import' }).archive.import(archive([issueNumber(number)], { project }));
  expect(await into('old')).toMatchObject({ created: 1, renumbered: 0 });
  expect(await admin.caller.issue.get({ id: 'NEW-4' })).toMatchObject({ project: { id } });
  await admin.caller.project.update({ project: 'NEW', is_archived: true });
  expect(await refusalOf(into('NEW', 5))).toMatchObject({ code: 'project_archived' });
  expect(await into('NEW')).toMatchObject({ created: 0, skipped: 1 }); // what is in needs no more
  const nowhere = into(id.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')));
  expect(await refusalOf(nowhere)).toMatchObject({ errors: [{ path: 'project', code: 'unknown_project' }] });
});
