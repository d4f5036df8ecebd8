// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// Who may do what in a project is data (`RIGHTS`), and each of its cells is called, in process or over REST: with WALKS=long both.

import { TEST_FILE, type TestUser } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { isMutation } from '@docket/router';
import { afterAll, describe, expect, test } from 'vitest';
import { IN_ARCHIVE, RIGHTS, type Right } from '../../packages/router/src/features/project/policy.ts';
import { casesAt } from '../walks.ts';
import { type Asking, askCaller, askRest, observer, outcomeOf, procedures, unlimited } from './asking.ts';

const world = await serveWorld(afterAll, unlimited, observer);
const { docket } = world;
const { root } = world.users;

type Visibility = 'internal' | 'private';
type Role = 'viewer' | 'member' | 'manager';

/** Who calls: what they are in the project, and what they are to its issues and comments. */
type Kind = {
  token?: string;
  system?: string;
  role?: Role;
  is?: 'author' | 'assignee';
  /** May do everything. */
  isAdmin?: true;
  /** What every write comes to, and with `isBlind` every read as well. */
  refusal?: string;
  isBlind?: true;
};

const names = ['outsider', 'viewer', 'member', 'manager', 'author', 'assignee'] as const;
const users = {} as Record<(typeof names)[number], TestUser>;
for (const name of names) users[name] = await docket.createUser(name);

/** By visibility, and whether it is archived: a project in which each of them is what the name says. Authors and assignees can read it, and no more. */
const places = {
  internal: { false: await makePlace('INT', 'internal'), true: await makePlace('INA', 'internal', true) },
  private: { false: await makePlace('PRI', 'private'), true: await makePlace('PRA', 'private', true) },
};

async function makePlace(key: string, visibility: Visibility, is_archived = false) {
  const { manager, author } = users;
  await manager.caller.project.create({ key, name: key, visibility });
  for (const role of ['viewer', 'member'] as const) {
    await manager.caller.project.addMember({ project: key, user: role, role });
  }
  await manager.caller.project.addMember({ project: key, user: 'bob', role: 'viewer' });
  for (const user of ['author', 'assignee']) {
    if (visibility === 'private') await manager.caller.project.addMember({ project: key, user, role: 'member' });
  }
  const text = { title: 'Held to rights', description: 'and to wrongs', assignees: ['assignee'] };
  const issue = await author.caller.issue.create({ ...text, project: key });
  const related = await author.caller.issue.create({ ...text, project: key });
  await author.caller.relation.create({ id: issue.id, type: 'relates', issue: related.id });
  const comment = await author.caller.comment.create({ issue_id: issue.id, body: 'Mine' });
  const { items } = await author.caller.attachment.addToIssue({ issue_id: issue.id, files: [TEST_FILE] });
  const label = await manager.caller.label.create({ project: key, name: `label of ${key}` });
  for (const user_id of ['author', 'assignee']) {
    if (visibility === 'private') await manager.caller.project.updateMember({ project: key, user_id, role: 'viewer' });
  }
  const milestone = await manager.caller.milestone.create({ project: key, title: `milestone of ${key}` });
  const view = await manager.caller.view.create({ project: key, name: 'All', query: 'is:open' });
  const template = await manager.caller.template.create({ project: key, name: 'Bug' });
  const webhook = await manager.caller.webhook.create({ project: key, url: 'https://hooks.example.org' });
  const delivery = await manager.caller.webhook.ping({ id: webhook.id });
  await manager.caller.project.update({ project: key, is_archived });
  const hooks = { webhook: webhook.id, delivery: delivery.id };
  const issues = { issue: issue.id, related: related.id, view: view.id, template: template.id };
  const ids = { ...hooks, ...issues, milestone: milestone.id, comment: comment.id, label: label.id };
  return { key, ...ids, attachment: items[0]?.id ?? '' };
}

const scoped = async (
  { caller }: TestUser,
  scopes: ('issues:read' | 'issues:write' | 'users:read' | 'admin')[],
  projects?: string[],
) => (await caller.token.create({ name: 'cell', scopes, ...(projects && { projects }) })).token;

const seen = (visibility: Visibility): Pick<Kind, 'role'> => (visibility === 'private' ? { role: 'viewer' } : {});

const { manager } = users;
const tokens = {
  reading: await scoped(manager, ['issues:read']),
  writing: await scoped(manager, ['issues:write']),
  aside: await scoped(manager, ['users:read']),
  here: await scoped(manager, ['issues:write'], ['INT', 'INA', 'PRI', 'PRA', 'WEB']),
  elsewhere: await scoped(manager, ['issues:write'], ['MAIN']),
  plain: await scoped(root, ['issues:write']),
  whole: await scoped(root, ['admin']),
};
await world.keep();

function kindsIn(visibility: Visibility): Record<string, Kind> {
  return {
    anonymous: { refusal: 'unauthenticated', isBlind: true },
    outsider: { token: users.outsider.access_token },
    viewer: { token: users.viewer.access_token, role: 'viewer' },
    member: { token: users.member.access_token, role: 'member' },
    manager: { token: manager.access_token, role: 'manager' },
    author: { token: users.author.access_token, ...seen(visibility), is: 'author' },
    assignee: { token: users.assignee.access_token, ...seen(visibility), is: 'assignee' },
    admin: { token: root.access_token, isAdmin: true },
    script: { system: 'nightly', isAdmin: true },
    'a token that reads': { token: tokens.reading, role: 'manager', refusal: 'insufficient_scope' },
    'a token that writes': { token: tokens.writing, role: 'manager' },
    'a token for users': { token: tokens.aside, refusal: 'insufficient_scope', isBlind: true },
    'a token of the project': { token: tokens.here, role: 'manager' },
    'a token of another project': { token: tokens.elsewhere, refusal: 'unseen', isBlind: true },
    "an admin's token without admin": { token: tokens.plain },
    "an admin's token": { token: tokens.whole, isAdmin: true },
  };
}

type Place = Awaited<ReturnType<typeof makePlace>>;
type Call = [procedure: string, input: (place: Place) => Record<string, unknown>];

/** What asks for each right. */
const calls: Record<Right, Call[]> = {
  read: [
    ['project.get', ({ key }) => ({ project: key })],
    ['project.members', ({ key }) => ({ project: key })],
    ['issue.get', ({ issue }) => ({ id: issue })],
    ['issue.events', ({ issue }) => ({ id: issue })],
    ['relation.list', ({ issue }) => ({ id: issue })],
    ['comment.list', ({ issue }) => ({ issue_id: issue })],
    ['comment.get', ({ comment }) => ({ id: comment })],
    ['label.get', ({ label }) => ({ id: label })],
    ['watch.list', ({ issue }) => ({ id: issue })],
    ['view.get', ({ view }) => ({ id: view })],
    ['view.issues', ({ view }) => ({ id: view })],
    ['template.get', ({ template }) => ({ id: template })],
    ['template.list', ({ key }) => ({ project: key })],
    ['milestone.get', ({ milestone }) => ({ id: milestone })],
    ['attachment.get', ({ attachment }) => ({ id: attachment })],
    ['attachment.list', ({ issue }) => ({ issue_id: issue })],
    ['attachment.download', ({ attachment }) => ({ id: attachment })],
  ],
  comment: [
    ['comment.create', ({ issue }) => ({ issue_id: issue, body: 'Too' })],
    ['reaction.add', ({ issue }) => ({ id: issue, name: 'heart' })],
    ['reaction.remove', ({ issue }) => ({ id: issue, name: 'heart' })],
    ['reaction.addToComment', ({ comment }) => ({ id: comment, name: 'heart' })],
    ['reaction.removeFromComment', ({ comment }) => ({ id: comment, name: 'heart' })],
  ],
  attach_files: [['attachment.addToIssue', ({ issue }) => ({ issue_id: issue, files: [TEST_FILE] })]],
  delete_files: [['attachment.delete', ({ attachment }) => ({ id: attachment })]],
  change_comments: [
    ['attachment.addToComment', ({ comment }) => ({ comment_id: comment, files: [TEST_FILE] })],
    ['comment.update', ({ comment }) => ({ id: comment, body: 'Else' })],
    ['comment.delete', ({ comment }) => ({ id: comment })],
  ],
  create_issues: [
    ['issue.create', ({ key }) => ({ project: key, title: 'One more', description: 'of them' })],
    ['view.create', ({ key }) => ({ project: key, name: 'Mine', query: 'assignee:@me' })],
  ],
  edit_issues: [
    ['issue.update', ({ issue }) => ({ id: issue, title: 'Another title' })],
    ['relation.create', ({ issue, related }) => ({ id: issue, type: 'blocks', issue: related })],
    ['relation.delete', ({ issue, related }) => ({ id: issue, type: 'relates', other: related })],
  ],
  delete_issues: ['issue.delete', 'issue.restore'].map((name) => [name, ({ issue }) => ({ id: issue })]),
  move_issues: [['issue.update', ({ issue }) => ({ id: issue, project: 'WEB', confirm_visibility: true })]],
  manage_content: [
    ['label.create', ({ key }) => ({ project: key, name: 'one more' })],
    ['label.update', ({ label }) => ({ id: label, name: 'another name' })],
    ['label.delete', ({ label }) => ({ id: label })],
    ['template.create', ({ key }) => ({ project: key, name: 'One more' })],
    ['template.update', ({ template }) => ({ id: template, name: 'Another name' })],
    ['template.delete', ({ template }) => ({ id: template })],
    ['view.update', ({ view }) => ({ id: view, name: 'Another name' })],
    ['view.delete', ({ view }) => ({ id: view })],
    ['milestone.create', ({ key }) => ({ project: key, title: 'one more' })],
    ['milestone.update', ({ milestone }) => ({ id: milestone, title: 'another title' })],
    ['milestone.delete', ({ milestone }) => ({ id: milestone })],
  ],
  manage: [
    ['project.update', ({ key }) => ({ project: key, name: 'Another name' })],
    ['project.delete', ({ key }) => ({ project: key })],
    ['project.addMember', ({ key }) => ({ project: key, user: 'root' })],
    ['project.updateMember', ({ key }) => ({ project: key, user_id: 'viewer', role: 'member' })],
    ['project.removeMember', ({ key }) => ({ project: key, user_id: 'bob' })],
    ['webhook.create', ({ key }) => ({ project: key, url: 'https://hooks.example.org' })],
    ['webhook.update', ({ webhook }) => ({ id: webhook, events: ['issue.*'] })],
    ['webhook.rotate', ({ webhook }) => ({ id: webhook })],
    ['webhook.ping', ({ webhook }) => ({ id: webhook })],
    ['webhook.redeliver', ({ delivery }) => ({ id: delivery })],
    ['webhook.replay', ({ webhook }) => ({ id: webhook, since: world.position })],
    ['webhook.delete', ({ webhook }) => ({ id: webhook })],
  ],
};

/** What changes nothing in a project, is for admins alone, or edits many issues, of each of which it asks what its edit does. */
const OUTSIDE =
  /^(auth|session|token|password|email|invitation|user|watch|notification)\.|^project\.create$|^archive\.import$|^issue\.(bulk|undoBulk|purge)$|\.redact$/;

test('each right is asked for by a procedure, and each that changes anything in a project asks for one', () => {
  expect(Object.entries(calls).filter(([, asking]) => asking.length === 0)).toEqual([]);
  const asking = Object.values(calls).flatMap((of) => of.map(([procedure]) => procedure));
  const changing = [...procedures.values()].filter(({ kind, name }) => isMutation({ kind }) && !OUTSIDE.test(name));
  expect(changing.map(({ name }) => name).filter((name) => !asking.includes(name))).toEqual([]);
});

type Cell = { who: string; kind: Kind; right: Right; visibility: Visibility; isArchived: boolean };

/** What the data says of a cell. */
function expected({ kind, right, visibility, isArchived }: Cell, procedure: string): string {
  if (kind.system && AS_USER.test(procedure)) return 'user_required';
  if (kind.refusal && (kind.isBlind || right !== 'read')) return kind.refusal;
  if (!kind.isAdmin && !holds('read', kind, visibility)) return 'unseen';
  // What is moved is edited as well.
  const asked: Right = right === 'move_issues' && isArchived ? 'edit_issues' : right;
  if (!kind.isAdmin && !holds(asked, kind, visibility)) return 'forbidden';
  return isArchived && !IN_ARCHIVE.includes(right) ? 'project_archived' : 'ok';
}

/** What a script cannot do under its own name. */
const AS_USER = /^(issue|comment|webhook|view)\.create$|^attachment\.addTo|^reaction\./;

function holds(right: Right, { role, is }: Kind, visibility: Visibility): boolean {
  const who: readonly string[] = RIGHTS[right][visibility];
  return ['user', role, is].some((one) => one !== undefined && who.includes(one));
}

describe.each([
  ['internal', false],
  ['internal', true],
  ['private', false],
  ['private', true],
] as const)('in a project that is %s, archived: %s', (visibility, isArchived) => {
  test.each(Object.keys(calls) as Right[])('who may %s is as the data says', async (right) => {
    for (const [at, [who, kind]] of Object.entries(kindsIn(visibility)).entries()) {
      const cell = { who, kind, right, visibility, isArchived };
      const doors = casesAt(at + Object.keys(calls).indexOf(right), [askCaller, askRest], 2);
      for (const ask of kind.system ? [askCaller] : doors) await expectCell(ask, cell);
    }
  });
});

async function expectCell(ask: Asking, cell: Cell): Promise<void> {
  const { who, kind, right, visibility, isArchived } = cell;
  const place = places[visibility][isArchived ? 'true' : 'false'];
  for (const [procedure, input] of calls[right]) {
    await world.restore();
    const { said } = await ask(world, { procedure, input: input(place), token: kind.token, system: kind.system });
    const name = `${who}: ${procedure}`;
    expect.soft([name, outcomeOf(said)]).toEqual([name, expected(cell, procedure)]);
  }
}
