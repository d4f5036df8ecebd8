import { MAIN_PROJECT_ID } from '../../packages/db/src/main-project.ts';
import { TEST_PASSWORD, type TestDocket, type TestUser } from './docket.ts';

const TEXT = 'Ünïcödé, 𝄞 and 👩‍👩‍👧: "quoted", \\back\\slashed,\r\n\ttabbed; \u202eturned; %s $1 ? null';

/** Rows of every kind in every table, and who made them. */
export async function fillWithEverything(docket: TestDocket): Promise<{ ada: TestUser; apiToken: string }> {
  const [ada, bob] = [await docket.createUser('ada', 'admin'), await docket.createUser('bob')];
  const links = { avatar_url: 'https://example.org/ä.png', website: 'https://example.org/?q=1&r=2' };
  await ada.caller.user.update({ id: ada.user.id, first_name: 'Adä 𝄞', last_name: "O'Hara", bio: TEXT, ...links });
  await docket
    .caller({ system: 'test' })
    .user.create({ email: 'nameless@example.org', password: TEST_PASSWORD, bio: '' });
  await addIssues(ada, bob);
  for (const add_assignees of [['bob'], ['nobody']]) {
    await bob.caller.issue.bulk({ ids: ['2', 'MAIN-999'], change: { add_labels: ['ß 👾'], add_assignees } });
  }
  await addAccounts(docket, ada);
  docket.clock.advance(999);
  await docket.caller('anonymous').auth.refresh({ refresh_token: bob.refresh_token });
  await addRows(docket, ada, bob);
  await docket.caller('anonymous').password.forgot({ email: 'bob@example.org' });
  await docket.createResetToken(bob);
  await docket.createConfirmToken(bob, 'robert@example.org');
  const { author: newcomer } = await ada.caller.issue.get({ id: '70' });
  await docket.createInviteToken({ user: newcomer }, 'rescorla@example.org');
  const webhook = await ada.caller.webhook.create({
    url: 'https://hooks.example.org/ä',
    query: 'ß',
    events: ['issue.*'],
  });
  const named = { labels: ['bug'], assignees: ['ada', 'bob'] };
  await ada.caller.template.create({ project: 'MAIN', name: 'ß 𝄞', description: TEXT, ...named });
  await bob.caller.view.create({ name: 'ß 𝄞', query: 'assignee:@me "ß"', sort: 'updated-asc' });
  await addNotifications(docket, ada, bob);
  await ada.caller.webhook.ping({ id: webhook.id });
  const { token } = await ada.caller.token.create({ name: TEXT.slice(0, 7), scopes: ['issues:read', 'issues:write'] });
  const short = await bob.caller.token.create({ name: 'short', scopes: ['issues:read'], expires_in_days: 1 });
  await bob.caller.token.revoke({ id: short.id });
  return { ada, apiToken: token };
}

/** Unread and read ones, that wait to be mailed and that do not. */
async function addNotifications({ notifier }: TestDocket, ada: TestUser, bob: TestUser): Promise<void> {
  await bob.caller.notification.updateSettings({
    ...{ mail: 'daily', time_zone: 'Asia/Kathmandu', quiet_hours: { from: '22:00', to: '07:00' } },
    levels: [{ project: 'MAIN', level: 'all' }],
  });
  await bob.caller.watch.set({ id: '1' });
  await ada.caller.watch.remove({ id: '2' });
  await ada.caller.comment.create({ issue_id: '1', body: 'As @bob says' });
  await notifier.tellAll();
  const [notification] = (await ada.caller.notification.list({})).items;
  if (notification) await ada.caller.notification.update({ id: notification.id, state: 'read' });
}

/** Rows that no procedure leaves here. */
async function addRows({ clock, database, caller }: TestDocket, { user }: TestUser, bob: TestUser): Promise<void> {
  const now = clock.now.toISOString();
  const deletion = {
    subject_id: user.id,
    kind: 'label',
    actor_id: user.id,
    actor_name: null,
    created_at: now,
  } as const;
  const member = { project_id: MAIN_PROJECT_ID, user_id: user.id, role: 'manager', created_at: now } as const;
  const keyed = { fingerprint: 'f', expires_at: now };
  const keys = [
    { ...keyed, key: `user:${bob.user.id}:${'k'.repeat(200)}`, answer: JSON.stringify(TEXT) },
    { ...keyed, key: `user:${user.id}:1`, answer: null },
  ];
  const moved = await caller({ system: 'test' }).issue.get({ id: '1' });
  await database.write(async (db) => {
    await db.insertInto('rate_limit').values({ key: 'login:bob', points: 3, expires_at: now }).execute();
    await db.insertInto('deletion').values(deletion).execute(); // of no label
    await db.insertInto('idempotency_key').values(keys).execute();
    await db.insertInto('project_member').values(member).execute();
    await db.insertInto('issue_key').values({ project_id: MAIN_PROJECT_ID, number: 60, issue_id: moved.id }).execute();
  });
}

/** Two files that are attached, and one that was. */
async function addFiles(
  { caller: { attachment } }: TestUser,
  { issue_id, comment_id }: Record<'issue_id' | 'comment_id', string>,
) {
  const file = { filename: 'ß 👾.txt', content: new Blob([TEXT]) };
  const { items } = await attachment.addToIssue({ issue_id, files: [file, file] });
  await attachment.addToComment({ comment_id, files: [file] });
  for (const { id } of items.slice(1)) await attachment.delete({ id });
}

/** Some that are changed, closed, deleted and imported, with all that belongs to them. */
async function addIssues(ada: TestUser, bob: TestUser): Promise<void> {
  const labels = ['bug', 'ß 👾'];
  for (const name of labels) await ada.caller.label.create({ name, color: '#D73A4A' });
  await ada.caller.label.create({ name: 'unused', description: TEXT });
  await ada.caller.milestone.create({ title: 'ß 1.0', description: TEXT, due_on: '2027-01-31' });
  const issue = await ada.caller.issue.create({
    title: 'Crash 👾',
    description: TEXT,
    labels,
    ...{ milestone: 'SS 1.0', due_on: '2026-12-31' },
    assignees: ['ada', 'bob'],
  });
  const plain = await bob.caller.issue.create({ title: 'Plain', description: 'and simple', parent: issue.id });
  const own = { title: 'Under my own id', description: 'made by me', id: '01890a5d-ac96-774b-bcce-b302099a8057' };
  await bob.caller.issue.create(own);
  const gone = await bob.caller.issue.create({ title: 'To go', description: 'quite soon' });
  const comment = await bob.caller.comment.create({ issue_id: issue.id, body: TEXT });
  await bob.caller.comment.update({ id: comment.id, body: `${TEXT}!` });
  await ada.caller.comment.create({ issue_id: plain.id, body: '   ' }).catch(() => undefined);
  const duplicate = { closed_reason: 'duplicate', duplicate_of: plain.id } as const;
  await ada.caller.issue.update({
    ...{ id: issue.id, status: 'closed', ...duplicate },
    ...{ title: 'Crash again', assignees: ['bob'] },
  });
  await bob.caller.issue.delete({ id: gone.id });
  await addToThem(ada, bob, { issue_id: issue.id, comment_id: comment.id });
  const at = '2014-04-17T18:38:34.000Z';
  await ada.caller.archive.import({
    source: 'github:example/tracker',
    labels: [],
    issues: [
      {
        number: 70,
        title: 'From afar',
        description: '',
        status: 'open',
        author: 'ekr',
        assignees: ['ekr'],
        labels: ['bug'],
        created_at: at,
        updated_at: '2017-04-17T00:48:53.120Z',
        closed_at: null,
        comments: [{ author: 'ghost', body: '', created_at: at, updated_at: at }],
      },
    ],
  });
}

/** Reactions and files. */
async function addToThem({ caller }: TestUser, bob: TestUser, to: Record<'issue_id' | 'comment_id', string>) {
  await caller.reaction.add({ id: to.issue_id, name: 'heart' });
  await caller.reaction.addToComment({ id: to.comment_id, name: 'rocket' });
  await addFiles(bob, to);
}

async function addAccounts(docket: TestDocket, ada: TestUser): Promise<void> {
  const [left, locked] = [await docket.createUser('left'), await docket.createUser('locked')];
  await left.caller.issue.create({ title: 'By one who left', description: 'stays' });
  await ada.caller.user.delete({ id: left.user.id });
  await ada.caller.user.update({ id: locked.user.id, is_active: false });
}
