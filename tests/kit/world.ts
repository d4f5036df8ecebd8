// The world that tests share: Ada, to whom one of everything belongs, Bob, who is somebody else, and Root, an admin.
// It is made by calls once for each worker and engine. Every further one is a copy of its rows, and is put back as it was
// by the same copy, which costs a tenth of opening a Docket and a server on another database.

import { onTestFinished } from 'vitest';
import { openDatabase } from '../../packages/db/src/open.ts';
import type { Observer } from '../../packages/router/src/core/observer.ts';
import { unsubscribeToken } from '../../packages/router/src/credentials/unsubscribe-token.ts';
import type { Comment } from '../../packages/router/src/features/comment/schema.ts';
import type { IssueEvent } from '../../packages/router/src/features/event/schema.ts';
import type { Issue } from '../../packages/router/src/features/issue/schema/issue.ts';
import type { Label } from '../../packages/router/src/features/label/schema.ts';
import type { Milestone } from '../../packages/router/src/features/milestone/schema.ts';
import type { Notification } from '../../packages/router/src/features/notification/schema.ts';
import type { Project } from '../../packages/router/src/features/project/schema.ts';
import type { Session } from '../../packages/router/src/features/session/schema.ts';
import type { Template } from '../../packages/router/src/features/template/schema/template.ts';
import type { ApiToken } from '../../packages/router/src/features/token/schema.ts';
import type { User } from '../../packages/router/src/features/user/schema.ts';
import type { View } from '../../packages/router/src/features/view/schema.ts';
import type { Webhook, WebhookDelivery } from '../../packages/router/src/features/webhook/schema.ts';
import { type OnEnd, testEngine } from './database.ts';
import { openTestDocket, TEST_FILE, TEST_PASSWORD, type TestDocket, type TestUser } from './docket.ts';
import { openTestServer, type TestServer } from './server.ts';
import { type Rows, readRows, restorer, writeRows } from './world-rows.ts';

const NAMES = ['ada', 'bob', 'root'] as const;

type Name = (typeof NAMES)[number];

/** Who makes a call: nobody we know, one of the users, or a script of ours. */
export type Who = RemoteCaller | 'script';

/** Who may come through any door: a script calls in process only. */
export type RemoteCaller = 'anonymous' | Name;

/** What there is in the world. All but the users is Ada's. */
export type Facts = {
  users: Record<Name, Omit<TestUser, 'caller'>>;
  issue: Issue;
  /** In another project: the issue relates to it. */
  related: Issue;
  /** In the bin. */
  binned: Issue;
  /** That it was made. */
  event: IssueEvent;
  position: string; // of the first event that everybody sees
  comment: Comment;
  attachment: Issue['attachments'][number];
  label: Label;
  project: Project;
  milestone: Milestone;
  /** That changed nothing. */
  bulk: { id: string };
  view: View;
  /** That Bob commented on `related`. */
  notification: Notification;
  template: Template;
  webhook: Webhook;
  delivery: WebhookDelivery;
  token: ApiToken;
  /** That of Ada's access token. */
  session: Session;
  /** The refresh token that a browser of Ada's keeps in a cookie, in a session of its own. */
  cookie: string;
  /** Was mailed to Ada. */
  reset_token: string;
  /** Was mailed to the address that Ada asked for. */
  confirm_token: string;
  /** Came with an import, and never had a login. */
  newcomer: User;
  /** Was mailed to them. */
  invite_token: string;
  /** Ends what is mailed to Ada of `related`. */
  unsubscribe_token: string;
};

export type World = Omit<Facts, 'users'> & {
  docket: TestDocket;
  users: Record<Name, TestUser>;
  /** Puts everything back as it was, and the clock. Does nothing when nothing was committed since. */
  restore(): Promise<void>;
  /** From now on `restore` goes back to what there is now. */
  keep(): Promise<void>;
};

export type ServedWorld = World & { server: TestServer };

/** Tests call by the hundred, and limits have tests of their own; they are counted all the same. */
const WIDE_LIMITS = { RATE_LIMIT_READS: '1000000', RATE_LIMIT_WRITES: '1000000', RATE_LIMIT_CONTENT: '1000000000' };

/** A Docket with a world in it, which ends with the test, or with `afterAll` when those of the file have ended. */
export async function openWorld(onEnd: OnEnd = onTestFinished): Promise<World> {
  return worldIn(await openTestDocket(WIDE_LIMITS, onEnd));
}

/** The same behind a server, which listens when it is asked to. */
export async function serveWorld(
  onEnd: OnEnd = onTestFinished,
  settings: Record<string, string> = {},
  observer: Observer = {},
): Promise<ServedWorld> {
  const server = await openTestServer({ ...WIDE_LIMITS, ...settings }, { onEnd, observer });
  return { ...(await worldIn(server.docket)), server };
}

/** What there is in every world that is not restored to something else. */
export async function worldFacts(): Promise<Facts> {
  return (await seed()).facts;
}

/** The world in the database at this address, whoever uses it. `restore` puts it back when anything was committed since. */
export async function openWorldAt(url: string, onEnd: OnEnd = onTestFinished): Promise<Facts & Pick<World, 'restore'>> {
  const { facts, rows } = await seed();
  const database = await openDatabase(url);
  onEnd(() => database.close());
  const restore = restorer(database, rows);
  await restore();
  return { ...facts, restore };
}

/** Makes what there is in the database at this address, whoever uses it, into a world. */
export async function bringWorldTo(url: string): Promise<Facts> {
  const { facts, rows } = await seed();
  const database = await openDatabase(url);
  try {
    await writeRows(database, rows);
  } finally {
    await database.close();
  }
  return facts;
}

async function worldIn(docket: TestDocket): Promise<World> {
  const { facts, rows, now } = await seed();
  const { database, clock, store } = docket;
  await store.write(facts.attachment.id, TEST_FILE.content.stream()); // and there it stays
  let kept = { now, restore: restorer(database, rows) };
  const userOf = (name: Name): TestUser => {
    const { access_token } = facts.users[name];
    return { ...facts.users[name], caller: docket.caller({ access_token }) };
  };
  const world: World = {
    ...facts,
    docket,
    users: { ada: userOf('ada'), bob: userOf('bob'), root: userOf('root') },
    async restore() {
      clock.now = kept.now;
      await kept.restore();
    },
    async keep() {
      kept = { now: clock.now, restore: restorer(database, await readRows(database), database.changeMark()) };
    },
  };
  await world.restore();
  return world;
}

type Seed = { facts: Facts; rows: Rows; now: Date };

const seeds = new Map<string, Promise<Seed>>();

/** What every world is a copy of. */
function seed(): Promise<Seed> {
  const made = seeds.get(testEngine()) ?? makeSeed();
  seeds.set(testEngine(), made);
  return made;
}

async function makeSeed(): Promise<Seed> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const docket = await openTestDocket({}, (end) => void ends.push(end));
    const facts = await makeFacts(docket);
    return { facts, rows: await readRows(docket.database), now: docket.clock.now };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function makeFacts(docket: TestDocket): Promise<Facts> {
  const ada = await docket.createUser('ada');
  const users = { ada, bob: await docket.createUser('bob'), root: await docket.createUser('root', 'admin') };
  const { caller } = ada;
  const [session] = (await caller.session.list({})).items;
  const label = await caller.label.create({ name: 'bug' });
  const issue = await caller.issue.create({ title: 'Crash', description: 'It crashes', labels: ['bug'] });
  const [event] = (await caller.issue.events({ id: issue.id })).items;
  const [first] = (await caller.event.list({ sort: 'position-asc', size: 1 })).items;
  if (!session || !event || !first) throw new Error('There is no session, or no history');
  const comment = await caller.comment.create({ issue_id: issue.id, body: 'It does' });
  await caller.reaction.add({ id: issue.id, name: 'eyes' });
  const attached = await caller.attachment.addToIssue({ issue_id: issue.id, files: [TEST_FILE] });
  const bulk = await caller.issue.bulk({ ids: ['1'], change: { priority: 'medium' } });
  const project = await caller.project.create({ key: 'WEB', name: 'Website' });
  await caller.project.create({ key: 'TEAM', name: 'Team' }); // WEB is empty
  const related = await caller.issue.create({ title: 'Release', description: 'Of the website', project: 'TEAM' });
  await caller.relation.create({ id: issue.id, type: 'relates', issue: related.id });
  const binned = await makeBinned(caller);
  const milestone = await caller.milestone.create({ title: '1.0', due_on: '2027-01-31', project: 'TEAM' });
  await caller.project.addMember({ project: 'WEB', user: 'bob' });
  const view = await caller.view.create({ name: 'Crash', query: 'crash', project: 'MAIN' });
  const template = await makeTemplate(caller);
  const { token: _secret, ...token } = await caller.token.create({ name: 'report', scopes: ['issues:read'] });
  const hook = { url: 'https://hooks.example.org', project: 'WEB' };
  const { secret: _shown, ...webhook } = await caller.webhook.create(hook);
  const delivery = await caller.webhook.ping({ id: webhook.id });
  const told = await notify(docket, users, related);
  const cookie = await docket.caller('anonymous').auth.login({ username: 'ada', password: TEST_PASSWORD });
  const reset_token = await docket.createResetToken(ada);
  const confirm_token = await docket.createConfirmToken(ada, 'lovelace@example.org');
  const newcomer = await docket.createNewcomer('grace');
  const invite_token = await docket.createInviteToken({ user: newcomer }, 'hopper@example.org');
  return {
    users,
    ...{ issue, related, binned, event, comment },
    attachment: attached.items[0] as Facts['attachment'], // there is one for each file
    bulk: { id: bulk.id ?? '' },
    ...{ label, view, ...told, template, project, milestone, webhook, delivery, token, session },
    cookie: cookie.refresh_token,
    ...{ position: first.position, reset_token, confirm_token, newcomer, invite_token },
  };
}

async function notify(
  docket: TestDocket,
  { ada, bob }: Facts['users'] & Record<'ada' | 'bob', TestUser>,
  { id }: Issue,
) {
  await bob.caller.comment.create({ issue_id: id, body: 'Soon' });
  await docket.notifier.tellAll();
  const [notification] = (await ada.caller.notification.list({})).items;
  if (!notification) throw new Error('Ada is not told');
  const of = { user_id: ada.user.id, issue_id: id };
  return { notification, unsubscribe_token: unsubscribeToken(docket.settings.SECRET_KEY, of) };
}

function makeTemplate({ template }: TestUser['caller']): Promise<Template> {
  const content = { description: 'What did you do?', labels: ['bug'], assignees: ['ada'] };
  return template.create({ project: 'TEAM', name: 'Bug report', priority: 'high', ...content });
}

async function makeBinned({ issue }: TestUser['caller']): Promise<Issue> {
  const binned = await issue.create({ title: 'Old news', description: 'Of last year', project: 'TEAM' });
  await issue.delete({ id: binned.id });
  return binned;
}
