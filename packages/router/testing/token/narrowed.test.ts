// An API token that is narrowed to projects sees what its user sees of them, and nothing else, whatever becomes of them.

import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../src/docket.ts';

const docket = await openTestDocket({}, afterAll);
const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
const root = await docket.createUser('root', 'admin');

beforeAll(async () => {
  for (const key of ['WEB', 'APP', 'TMP']) {
    await ada.caller.project.create({
      key,
      name: `Project ${key}`,
      visibility: key === 'APP' ? 'private' : 'internal',
    });
    if (key !== 'TMP')
      await ada.caller.issue.create({ title: `Issue of ${key}`, description: 'Some text', project: key });
  }
  await ada.caller.issue.create({ title: 'Issue of MAIN', description: 'Some text' });
});

async function narrowed(to: string[], of = ada): Promise<Caller> {
  const { token } = await of.caller.token.create({
    name: 'narrow',
    scopes: ['issues:write', 'users:read'],
    projects: to,
  });
  return docket.caller({ access_token: token });
}

async function keysOf({ project }: Caller): Promise<string[]> {
  return (await project.list({})).items.map(({ key }) => key);
}

test('sees its projects alone, by whatever key they were named', async () => {
  const caller = await narrowed(['web', 'APP', 'Web']);
  expect(await keysOf(caller)).toEqual(['APP', 'WEB']);
  const { items, total } = await caller.issue.list({});
  expect([items.map(({ key }) => key), total]).toEqual([['APP-1', 'WEB-1'], 2]);
  expect(await refusalOf(caller.issue.get({ id: '1' }))).toMatchObject({ code: 'issue_not_found' });
  const elsewhere = await refusalOf(caller.issue.create({ title: 'Here', description: 'or there' }));
  expect(elsewhere.errors).toMatchObject([{ path: 'project', code: 'unknown_project' }]);
  expect((await caller.issue.create({ title: 'Here', description: 'it is', project: 'APP' })).key).toBe('APP-2');
});

test('sees no more than its user, from the next call on', async () => {
  await ada.caller.project.addMember({ project: 'APP', user: 'bob', role: 'viewer' });
  const caller = await narrowed(['APP'], bob);
  expect(await keysOf(caller)).toEqual(['APP']);
  await ada.caller.project.removeMember({ project: 'APP', user_id: bob.user.id });
  expect(await keysOf(caller)).toEqual([]);
  expect((await bob.caller.token.list({})).items).toMatchObject([{ projects: [] }]);
});

test('goes with a project that gets another key, and sees nothing when it is deleted', async () => {
  const caller = await narrowed(['TMP']);
  await ada.caller.project.update({ project: 'TMP', key: 'GONE' });
  expect(await keysOf(caller)).toEqual(['GONE']);
  await ada.caller.project.delete({ project: 'GONE' });
  expect(await keysOf(caller)).toEqual([]);
  expect((await caller.issue.list({})).total).toBe(0);
});

test('makes no project, and no token', async () => {
  const caller = await narrowed(['WEB']);
  expect(await refusalOf(caller.project.create({ key: 'MORE', name: 'More' }))).toMatchObject({ code: 'forbidden' });
  const wider = caller.token.create({ name: 'wider', scopes: ['issues:write'] });
  expect(await refusalOf(wider)).toMatchObject({ code: 'session_required' });
});

test("an admin's is as that of any user, and `admin` cannot be narrowed", async () => {
  expect(await keysOf(await narrowed(['WEB', 'APP'], root))).toEqual(['WEB']);
  const all = root.caller.token.create({ name: 'all', scopes: ['admin'], projects: ['WEB'] });
  expect((await refusalOf(all)).errors).toMatchObject([{ path: 'projects', code: 'not_narrow' }]);
});

test('is not to be had for a project that its user does not see', async () => {
  for (const project of ['APP', 'NOPE']) {
    const refused = bob.caller.token.create({ name: 'in', scopes: ['issues:read'], projects: ['WEB', project] });
    expect((await refusalOf(refused)).errors).toMatchObject([{ path: 'projects.1', code: 'unknown_project' }]);
  }
});
