// J3: the first look of an admin at a private project of others leaves an event, and later ones cost nothing.

import type { Database } from '@docket/db';
import { openTestDocket, refusalOf, type TestDocket, testSettings } from '@docket/kit/docket';
import { expect, onTestFinished, test } from 'vitest';
import { openDocket } from '../../src/docket.ts';

/** A Docket in which Ada has a private project with an issue, and Root is an admin. */
async function privateProject() {
  const statements: string[] = [];
  let refusesLooks = false;
  const docket = await openTestDocket({}, onTestFinished, {
    database: { statement: ({ sql }) => void statements.push(sql) },
    write:
      (write): Database['write'] =>
      (work, options) =>
        refusesLooks ? Promise.reject(new Error('read only')) : write(work, options),
  });
  const ada = await docket.createUser('ada');
  const root = await docket.createUser('root', 'admin');
  await ada.caller.project.create({ key: 'OPS', name: 'Operations', visibility: 'private' });
  const issue = await ada.caller.issue.create({ project: 'OPS', title: 'Leak', description: 'of keys' });
  return {
    docket,
    ada,
    root,
    issue,
    statements,
    /** The usernames of those who looked, the latest first, as Ada sees it. */
    looks: async () => {
      const { items } = await ada.caller.event.list({ project: ['OPS'], type: ['project.looked_into'] });
      return items.map(({ actor, subject }) => `${actor?.username} ${subject.key}`);
    },
    refuseWrites: () => {
      refusesLooks = true;
    },
  };
}

/** Another process on the same database. */
async function anotherProcess({ settings, clock }: TestDocket) {
  const docket = await openDocket(testSettings({ DATABASE_URL: settings.DATABASE_URL }), { now: () => clock.now });
  onTestFinished(() => docket.close());
  return docket;
}

test('the first look of an admin is there when it is answered, and members see it; later ones leave none', async () => {
  const { root, issue, looks, statements, docket } = await privateProject();
  expect(await looks()).toEqual([]);
  await root.caller.issue.get({ id: issue.id });
  expect(await looks()).toEqual(['root OPS']);
  await root.caller.issue.get({ id: 'OPS-1' });
  statements.length = 0;
  await root.caller.issue.list({});
  await root.caller.project.members({ project: 'OPS' });
  expect(statements.filter((sql) => /insert|"event"/.test(sql))).toEqual([]);
  const restarted = await anotherProcess(docket);
  await restarted.caller({ access_token: root.access_token }).issue.get({ id: 'OPS-1' });
  expect(await looks()).toEqual(['root OPS']);
});

test('members, scripts, and admins who see no item of it leave none', async () => {
  const { ada, root, docket, looks } = await privateProject();
  await docket.caller({ system: 'nightly' }).issue.get({ id: 'OPS-1' });
  await ada.caller.issue.get({ id: 'OPS-1' });
  const main = await root.caller.issue.create({ title: 'Of all', description: 'projects' });
  await docket.clock.advance(1000);
  const { items, total } = await root.caller.issue.list({ limit: 1, sort: 'created-desc' });
  expect([items.map(({ id }) => id), total]).toEqual([[main.id], 2]);
  expect(await looks()).toEqual([]);
});

test('who is no admin, or has no such project to look into, pays nothing', async () => {
  const { ada, root, statements, docket } = await privateProject();
  const asksForLooks = async () => {
    await docket.caller({ system: 'nightly' }).project.update({ project: 'MAIN', name: `${Math.random()}` }); // rights are read again
    statements.length = 0;
    await ada.caller.issue.list({});
    await root.caller.issue.list({});
    return statements.filter((sql) => sql.includes('"event"')).length;
  };
  await root.caller.project.addMember({ project: 'OPS', user: 'root', role: 'viewer' });
  expect(await asksForLooks()).toBe(0);
  await root.caller.project.removeMember({ project: 'OPS', user_id: 'root' });
  expect(await asksForLooks()).toBeGreaterThan(0);
});

test('an admin who was a member in between looks for the first time again', async () => {
  const { root, ada, looks } = await privateProject();
  await root.caller.project.get({ project: 'OPS' });
  await ada.caller.project.addMember({ project: 'OPS', user: 'root' });
  await root.caller.project.get({ project: 'OPS' });
  expect(await looks()).toHaveLength(1);
  await ada.caller.project.removeMember({ project: 'OPS', user_id: 'root' });
  await root.caller.project.get({ project: 'OPS' });
  await root.caller.project.get({ project: 'OPS' });
  expect(await looks()).toHaveLength(2);
});

test('two looks at one time, in two processes, are one event', async () => {
  const { docket, root, looks } = await privateProject();
  const dockets = [docket, await anotherProcess(docket)];
  const callers = dockets.map((one) => one.caller({ access_token: root.access_token }));
  await Promise.all([...callers, ...callers].map((caller) => caller.issue.get({ id: 'OPS-1' })));
  expect(await looks()).toEqual(['root OPS']);
});

test('a write leaves it in its own transaction, and a refusal that shows something leaves it as well', async () => {
  const first = await privateProject();
  await first.root.caller.comment.create({ issue_id: 'OPS-1', body: 'Seen' });
  const { items } = await first.ada.caller.event.list({ project: ['OPS'], limit: 2 });
  expect(items.map(({ type }) => type)).toEqual(['project.looked_into', 'comment.created']);
  const { ada, root, looks } = await privateProject();
  await ada.caller.issue.update({ id: 'OPS-1', title: 'Leak of all keys' });
  const refusal = await refusalOf(root.caller.issue.update({ id: 'OPS-1', title: 'Other', version: 1 }));
  expect(refusal).toMatchObject({ code: 'precondition_failed', current: { title: 'Leak of all keys' } });
  expect(await looks()).toEqual(['root OPS']);
});

test('where the look cannot be written down, nothing is shown', async () => {
  const { root, refuseWrites } = await privateProject();
  refuseWrites();
  await expect(root.caller.issue.get({ id: 'OPS-1' })).rejects.toThrow('read only');
  await expect(root.caller.issue.list({})).rejects.toThrow('read only');
  expect(await root.caller.issue.list({ project: ['MAIN'] })).toMatchObject({ items: [] });
});

type Place = Awaited<ReturnType<typeof privateProject>>;

/** What tells of a project only by the way. */
const byTheWay: Record<string, (place: Place) => Promise<unknown>> = {
  'an event of its members': ({ root }) => root.caller.event.list({ type: ['project.member_changed'] }),
  'an issue that went there later': async ({ ada, root }) => {
    const { id } = await ada.caller.issue.create({ title: 'Leak', description: 'of more keys' });
    await ada.caller.issue.update({ id, project: 'OPS' });
    return root.caller.event.list({ project: ['MAIN'], type: ['issue.created'] });
  },
  'the history of an issue that came from there': async ({ ada, root, issue }) => {
    await ada.caller.issue.update({ id: issue.id, project: 'MAIN', confirm_visibility: true });
    return root.caller.issue.events({ id: issue.id });
  },
  'an API token that is narrowed to it': async ({ ada, root }) => {
    await ada.caller.project.update({ project: 'OPS', visibility: 'internal' });
    await root.caller.token.create({ name: 'narrow', scopes: ['issues:read'], projects: ['OPS'] });
    await ada.caller.project.update({ project: 'OPS', visibility: 'private' });
    return root.caller.token.list({});
  },
  'a label that cannot be made for all projects': async ({ ada, root }) => {
    await ada.caller.label.create({ project: 'OPS', name: 'leak' });
    return refusalOf(root.caller.label.create({ name: 'leak' }));
  },
};

test.each(Object.entries(byTheWay))('%s is a look', async (_what, look) => {
  const place = await privateProject();
  await place.ada.caller.project.addMember({ project: 'OPS', user: (await place.docket.createUser('bob')).user.id });
  expect(JSON.stringify(await look(place))).toContain('OPS');
  expect(await place.looks()).toEqual(['root OPS']);
});
