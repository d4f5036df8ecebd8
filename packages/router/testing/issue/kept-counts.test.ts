// What lists rely on instead of counting: it must be true after everything that can be done.

import { openTestDocket, type TestDocket } from '@docket/kit/docket';
import { fillWithEverything } from '@docket/kit/everything';
import { sql } from 'kysely';
import { expect, test } from 'vitest';

/** Rows of which a count or a place that is kept differs from what is there. */
const differing = {
  comment_count: sql`
    select number from issue where comment_count <> (select count(*) from comment where issue_id = issue.id)`,
  assignee_count: sql`
    select number from issue where assignee_count <> (select count(*) from issue_assignee where issue_id = issue.id)`,
  'counts of projects': sql`
    select project_id from issue_counter where
      open_issues <> (select count(*) from issue
        where issue.project_id = issue_counter.project_id and deleted_at is null and status <> 'closed')
      or closed_issues <> (select count(*) from issue
        where issue.project_id = issue_counter.project_id and deleted_at is null and status = 'closed')`,
  'counts of parts': sql`
    select title from issue as whole where child_count <> (select count(*) from issue where parent_id = whole.id)`,
  'counts of milestones': sql`
    select title from milestone where deleted_at is null and (
      open_issues <> (select count(*) from issue
        where milestone_id = milestone.id and issue.deleted_at is null and status <> 'closed')
      or closed_issues <> (select count(*) from issue
        where milestone_id = milestone.id and issue.deleted_at is null and status = 'closed'))`,
  ...Object.fromEntries(
    ['issue_label', 'issue_assignee'].map((link) => [
      `what ${link} knows of its issue`,
      sql`select number from ${sql.table(link)} join issue on issue.id = issue_id
        where listed_at is distinct from case when deleted_at is null then issue.created_at end
          or ${sql.ref(`${link}.project_id`)} is distinct from issue.project_id
          or ${sql.ref(`${link}.status`)} is distinct from issue.status
          or ${sql.ref(`${link}.priority`)} is distinct from issue.priority`,
    ]),
  ),
};

async function expectTrue({ database }: TestDocket): Promise<void> {
  for (const [name, rows] of Object.entries(differing)) {
    expect((await rows.execute(database.read)).rows, name).toEqual([]);
  }
}

test('keeps counts and places true, whatever is made, changed, imported and deleted', async () => {
  const docket = await openTestDocket();
  const { ada } = await fillWithEverything(docket);
  await expectTrue(docket);

  const { caller } = ada;
  const bob = (await caller.user.list({ q: 'bob' })).items[0];
  const texts = { title: 'Of both', description: 'to be taken off', labels: ['bug'], assignees: ['ada', 'bob'] };
  const [kept, binned] = [await caller.issue.create(texts), await caller.issue.create(texts)];
  const comment = await caller.comment.create({ issue_id: kept.id, body: 'to go' });
  expect((await caller.issue.get({ id: kept.id })).comment_count).toBe(1);
  await caller.comment.delete({ id: comment.id });
  expect((await caller.issue.get({ id: kept.id })).comment_count).toBe(0);
  await caller.issue.update({ id: kept.id, status: 'closed', priority: 'high' });
  await caller.issue.update({ id: kept.id, status: 'in_progress', labels: ['bug', 'unused'] });
  await expectTrue(docket);
  await caller.milestone.create({ title: '2.0' });
  const counts = async () => {
    const { items } = await caller.milestone.list({});
    return items.map(({ title, open_issues, closed_issues }) => [title, open_issues, closed_issues]);
  };
  for (const id of [kept.id, binned.id]) await caller.issue.update({ id, milestone: '2.0' });
  expect(await counts()).toEqual(expect.arrayContaining([['2.0', 2, 0]]));
  await caller.issue.update({ id: kept.id, milestone: 'ß 1.0', status: 'closed' });
  await expectTrue(docket);
  await caller.issue.update({ id: kept.id, milestone: null });
  await caller.issue.update({ id: kept.id, milestone: '2.0' });
  await caller.project.create({ key: 'WEB', name: 'Website' });
  await caller.issue.update({ id: binned.id, project: 'WEB' });
  await expectTrue(docket);
  await caller.issue.update({ id: binned.id, project: 'MAIN', milestone: '2.0' });
  expect(await counts()).toEqual(expect.arrayContaining([['2.0', 1, 1]]));
  await caller.issue.delete({ id: binned.id });
  expect(await counts()).toEqual(expect.arrayContaining([['2.0', 0, 1]]));
  await expectTrue(docket);

  await caller.user.delete({ id: bob?.id ?? '' });
  const label = (await caller.label.list({})).items.find(({ name }) => name === 'bug');
  await caller.label.delete({ id: label?.id ?? '' });
  await expectTrue(docket);
});
