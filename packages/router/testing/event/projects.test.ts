import { openTestDocket, type TestDocket, type TestUser } from '@docket/kit/docket';
import { faultsOf, recording } from '@docket/kit/plans';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/core/ids.ts';
import { listEvents } from '../../src/features/event/queries/list.ts';
import { ListEvents } from '../../src/features/event/schema.ts';
import { readSight, readStandings } from '../../src/features/project/queries/sights.ts';
import { readerFor } from '../../src/visibility/handles.ts';

let docket: TestDocket;
let ada: TestUser;
/** Is in no project. */
let bob: TestUser;

/** Two projects that all see, and a private one of Ada's, in which far more happened than one call looks at. */
beforeAll(async () => {
  docket = await openTestDocket({}, afterAll);
  [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  await ada.caller.issue.create({ title: 'Crash', description: 'on save' });
  await ada.caller.issue.create({ project: 'WEB', title: 'Broken link', description: 'It leads nowhere' });
  await bob.caller.comment.create({ issue_id: 'WEB-1', body: 'It does not' });
  await ada.caller.label.create({ name: 'bug' });
  const { id: project_id } = await ada.caller.project.create({ key: 'SEC', name: 'Security', visibility: 'private' });
  const { id: subject_id } = await ada.caller.issue.create({
    project: 'SEC',
    title: 'A hole',
    description: 'It is deep',
  });
  const at = docket.clock.now.toISOString();
  await docket.database.write(async (db) => {
    for (let part = 0; part < 12; part += 1) {
      const events = Array.from({ length: 250 }, () => ({
        id: newId(),
        type: 'issue.updated',
        subject_id,
        project_id,
        actor_id: ada.user.id,
        data: '{}',
        created_at: at,
      }));
      await db.insertInto('event').values(events).execute();
    }
  });
});

type Input = Parameters<TestUser['caller']['event']['list']>[0];

async function listed({ caller }: TestUser, input: Input): Promise<[type: string, about: string | null][]> {
  const { items } = await caller.event.list({ size: 100, ...input });
  return items.map(({ type, subject: { key, name } }) => [type, key ?? name]);
}

const inMain = [['issue.created', 'MAIN-1']];
const inWeb = [
  ['comment.created', 'WEB-1'],
  ['issue.created', 'WEB-1'],
  ['project.created', 'WEB'],
];

test('lists what happened in the projects that are named, by key or id, also by a former key', async () => {
  expect(await listed(bob, { project: ['WEB'] })).toEqual(inWeb);
  const { id } = await bob.caller.project.get({ project: 'WEB' });
  expect(await listed(bob, { project: [id, 'main'] })).toEqual([...inWeb.slice(0, 2), ...inMain, ...inWeb.slice(2)]);
  expect(await listed(bob, { project: ['WEB'], sort: 'position-asc' })).toEqual(inWeb.toReversed());
  await ada.caller.project.update({ project: 'WEB', key: 'SITE' });
  expect((await listed(bob, { project: ['web'] })).slice(1)).toEqual([
    ['comment.created', 'SITE-1'],
    ['issue.created', 'SITE-1'],
    ['project.created', 'SITE'],
  ]);
  await ada.caller.project.update({ project: 'SITE', key: 'WEB' });
});

test('takes the other filters with it', async () => {
  expect(await listed(bob, { project: ['WEB'], type: ['comment.*', 'label.*'] })).toEqual(inWeb.slice(0, 1));
  expect(await listed(bob, { project: ['WEB'], actor: 'me' })).toEqual(inWeb.slice(0, 1));
  expect(await listed(bob, { project: ['MAIN'], actor: 'me' })).toEqual([]);
  expect(await listed(bob, { project: ['MAIN', 'WEB'], type: ['issue.created'] })).toHaveLength(2);
  expect(await listed(bob, { project: ['MAIN'], issue: 'WEB-1' })).toEqual([]);
  expect(await listed(bob, { project: ['WEB'], issue: 'WEB-1' })).toHaveLength(2);
});

test('shows nothing of what is not seen, as if it were not there', async () => {
  for (const project of ['SEC', 'NOPE', '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11'])
    expect(await bob.caller.event.list({ project: [project] })).toMatchObject({
      items: [],
      total: 0,
      next_cursor: null,
    });
  expect(await listed(bob, { project: ['SEC', 'MAIN'] })).toEqual(inMain);
  expect((await ada.caller.event.list({ project: ['SEC'] })).items).toHaveLength(20);
});

test('finds the few events that one sees of a busy log at once, whichever way it goes', async () => {
  const first = await bob.caller.event.list({ size: 100 });
  expect(first).toMatchObject({ next_cursor: null, total_is_capped: false });
  const seen = first.items.map(({ type }) => type).filter((type) => type !== 'project.updated');
  expect(seen).toEqual(['label.created', 'comment.created', 'issue.created', 'issue.created', 'project.created']);
  const pages: unknown[] = [];
  for (let cursor: string | null = `${first.items[0]?.position.split('.')[0]}.0`; cursor; ) {
    const page: Awaited<ReturnType<typeof bob.caller.event.list>> = await bob.caller.event.list({
      sort: 'position-asc',
      size: 2,
      cursor,
    });
    pages.push(...page.items);
    cursor = page.next_cursor;
  }
  expect(pages.toReversed()).toEqual(first.items);
  const isKnown = ({ subject }: (typeof first.items)[number]) => subject.project?.key ?? subject.key ?? subject.name;
  for (let nth = 0; nth < 20; nth += 1) await ada.caller.project.create({ key: `P${nth}`, name: 'One of many' });
  const along: typeof first.items = [];
  for (let cursor: string | undefined; along.length < first.items.length; ) {
    const page = await bob.caller.event.list({ size: 100, ...(cursor && { cursor }) });
    along.push(...page.items.filter((event) => !/^P\d/.test(isKnown(event) ?? '')));
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  expect(along).toEqual(first.items);
});

test('lists what was moved here from where one sees nothing since it came, and its history whole', async () => {
  await ada.caller.issue.create({ project: 'SEC', title: 'Fixed', description: 'It can be told' });
  await ada.caller.issue.update({ id: 'SEC-2', project: 'WEB', confirm_visibility: true });
  expect((await listed(bob, { project: ['WEB'] }))[0]).toEqual(['issue.updated', 'WEB-2']);
  expect(await listed(bob, { type: ['issue.*'], actor: 'ada' })).not.toContainEqual(['issue.created', 'WEB-2']);
  const { items } = await bob.caller.issue.events({ id: 'WEB-2' });
  expect(items.map(({ type }) => type)).toEqual(['issue.created', 'issue.updated']);
});

test('asks an index for each of the projects', async () => {
  const { read, taken } = recording(docket.database);
  const { id, role } = bob.user;
  const actor = { kind: 'user' as const, id, role, session_id: null, token_id: null, scopes: null };
  const named = docket.database.read.selectFrom('project').select('id').where('key', 'in', ['MAIN', 'WEB', 'SEC']);
  const some = (await named.execute()).map((project) => project.id);
  const projects = new Map([...(await readStandings(read))].filter(([known]) => some.includes(known)));
  const outsider = readerFor(read, await readSight(read, actor, projects));
  taken();
  for (const given of [{}, { project: ['WEB', 'MAIN'] }, { project: ['WEB'], type: ['issue.*'] }])
    for (const sort of ['position-asc', 'position-desc'])
      await listEvents(outsider, ListEvents.parse({ ...given, sort }), { actor, at: docket.clock.now.toISOString() });
  const walks = taken().filter(({ sql }) => sql.includes('candidate'));
  expect(walks.length).toBeGreaterThan(4);
  for (const query of walks) expect(await faultsOf(docket.database, query), query.sql).toEqual([]);
});
