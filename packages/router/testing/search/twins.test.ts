// T38: two databases that differ in what is hidden alone give the same answers, byte for byte.

import { indexIssues, MAIN_PROJECT_ID, type Writer } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket } from '@docket/kit/docket';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';

/** Every second one is seen, so that there are more hits among them than are looked at by one call. */
const ISSUES = 3400;

/** Issues that are seen and have a rare word. */
const RARE = [7, 8, 1500];

/** Theirs: Eve has written all that is hidden, and has it to do; otherwise it is as what is seen, with its label. */
type Hidden = { title: string; description: string; newest: number; areTheirs: boolean };

const twins = await Promise.all([
  openTwin({ title: 'A rare hidden crash', description: 'It happens, too, and rarely', newest: 100, areTheirs: false }),
  openTwin({ title: 'Other', description: 'Other', newest: 1, areTheirs: true }),
]);

async function openTwin({ newest, areTheirs, ...hidden }: Hidden) {
  const docket = await openTestDocket({ RATE_LIMIT_READS: '1000000', RATE_LIMIT_WRITES: '1000000' }, afterAll);
  const script = docket.caller({ system: 'test' });
  const { user, caller } = await docket.createUser('ada');
  const eve = await docket.createUser('eve');
  const { id } = await script.project.create({ key: 'OPS', name: 'Operations', visibility: 'private' });
  const label = await script.label.create({ name: 'third' });
  const each = await script.label.create({ name: 'each' });
  const ofHidden = await script.label.create({ name: 'ours', project: 'OPS' });
  await fillInBulk(docket.database, {
    issues: ISSUES,
    projects: [MAIN_PROJECT_ID, id], // of each even one, of each odd one
    authors: [user.id],
    assigned: 'i % 4 < 3',
    labels: [
      { id: label.id, on: 'i % 3 = 0' },
      { id: each.id, on: '1 = 1' },
      { id: ofHidden.id, on: 'i % 2 = 1' },
    ],
  });
  await fillInBulk(docket.database, { issues: newest, after: ISSUES, projects: [id], authors: [user.id] });
  await docket.database.write(async (db) => {
    await db.updateTable('issue').set(hidden).where('project_id', '=', id).execute();
    await nameIn(db, { project_id: id, user_id: areTheirs ? eve.user.id : user.id });
    if (areTheirs) await giveAway(db, { project_id: id, user_id: eve.user.id, label_id: each.id });
    const ofMain = db.updateTable('issue').where('project_id', '=', MAIN_PROJECT_ID);
    await ofMain.set({ title: 'Some rare one' }).where('number', 'in', RARE).execute();
    const issues = await db.selectFrom('issue').select('id').execute();
    await indexIssues(
      db,
      issues.map((issue) => issue.id),
    );
  });
  return { docket, caller, script };
}

type Given = { project_id: string; user_id: string; label_id: string };

async function nameIn(db: Writer, { project_id, user_id }: Omit<Given, 'label_id'>): Promise<void> {
  const named = sql`select id, '', ${sql.lit(user_id)}, 1 from issue where project_id = ${project_id}`;
  await sql`insert into mention (issue_id, comment_id, user_id, position) ${named}`.execute(db);
}

async function giveAway(db: Writer, { project_id, user_id, label_id }: Given): Promise<void> {
  await sql`update issue set author_id = ${user_id} where project_id = ${project_id}`.execute(db); // nobody may
  await db.updateTable('issue_assignee').set({ user_id }).where('project_id', '=', project_id).execute();
  const links = db.deleteFrom('issue_label').where('project_id', '=', project_id);
  await links.where('label_id', '=', label_id).execute();
}

type Page = { next_cursor: string | null };
type Twin = (typeof twins)[number];

/** The first pages by cursors, and one from the middle. */
async function readSome<P extends Page>(read: (range: object) => Promise<P>): Promise<P[]> {
  const pages = [await read({ page: 3, size: 20 })];
  for (let cursor: string | null | undefined; cursor !== null && pages.length < 4; ) {
    const page = await read({ size: 100, ...(cursor && { cursor }) });
    pages.push(page);
    cursor = page.next_cursor;
  }
  return pages;
}

const searches = [
  'hidden',
  'rare',
  'crash',
  'happens',
  'issue',
  'happens OR rare',
  'in:title (rare OR issue)',
  'rare -hidden',
  '-hidden',
  'happens label:third comments:0',
  'happens comments:>0',
  'happens is:open priority:high',
  'crash is:open',
  'rare sort:updated',
  'happens sort:comments-asc',
  '"rare hidden" OR project:MAIN',
  'happens project:MAIN',
  'crash project:OPS',
  'happens author:ada',
  'rare author:eve',
  'happens assignee:ada is:open',
  'happens assignee:none label:each',
  'crash assignee:eve OR label:each',
  'author:ada label:each sort:comments',
  'assignee:ada -label:third',
  'author:eve',
  'mentions:ada',
  'mentions:eve OR label:third',
];

async function searchedBy({ caller }: Twin, q: string): Promise<object[]> {
  return (await readSome((range) => caller.search.issues({ q, ...range }))).map(plainly);
}

async function answersOf(twin: Twin, q: string): Promise<object> {
  const { caller } = twin;
  const list = await readSome((range) => caller.issue.list({ q, ...range }));
  return { search: await searchedBy(twin, q), list: list.map(plainly) };
}

/** Without what two databases draw for themselves: the ids of people and labels. */
function plainly(page: Page & { items: { key: string; title: string }[] }) {
  return { ...page, items: page.items.map(({ key, title }) => `${key} ${title}`) };
}

test.each(searches)('nothing of what is hidden: %s', async (q) => {
  const [one, other] = await Promise.all(twins.map((twin) => answersOf(twin, q)));
  expect(one).toEqual(other);
});

test('nor that words are due which are read again', async () => {
  const [{ script, caller }] = twins;
  expect(await script.search.issues({ q: 'happens' })).toMatchObject({ incomplete_results: false });
  await script.label.update({ id: await idOfHiddenLabel(script), name: 'theirs' });
  expect(await script.search.issues({ q: 'happens' })).toMatchObject({ incomplete_results: true });
  expect(await caller.search.issues({ q: 'happens' })).toMatchObject({ incomplete_results: false });
});

async function idOfHiddenLabel(script: Twin['script']): Promise<string> {
  const { items } = await script.label.list({ project: 'OPS' });
  return items.find(({ name }) => name === 'ours')?.id ?? '';
}

test('nor to who sees more projects than a walk has parts', async () => {
  for (const { script } of twins) {
    for (let at = 0; at < 70; at += 1) {
      await script.project.create({ key: `P${at}A`, name: `Project ${at}`, visibility: 'internal' });
    }
  }
  for (const q of ['crash', 'happens', 'happens label:third comments:0', 'happens author:ada', 'label:each']) {
    const [one, other] = await Promise.all(twins.map((twin) => searchedBy(twin, q)));
    expect(one, q).toEqual(other);
  }
});
