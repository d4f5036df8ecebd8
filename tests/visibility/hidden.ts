// A private project that is full of everything, and what is known of it to whoever was in it once.

import type { TestUser } from '@docket/kit/docket';
import { idsInProject } from '@docket/kit/project-rows';
import type { ServedWorld } from '@docket/kit/world';
import { NOWHERE } from '../cases/row.ts';

/** Stands in whatever is written in the project, and in its keys: the present one and one that it had. */
const MARK = /zanz[ai]/i;
const TEXT = 'Zanzibar';
const FILE = { filename: `${TEXT}.txt`, content: new Blob([TEXT]) };

/** Something that can be asked for, and the same of something that is not there, of the same length. */
export type Probe = { hidden: string; absent: string };

export type Hidden = {
  /** Of the project. */
  id: string;
  /** The ids of all that is in the project, and its own. */
  ids: string[];
  probes: Probe[];
  /** Cursors that somebody in it has got. */
  cursors: string[];
};

/** Fills a private project, of which Ada is a member, an author and an assignee at first, and nothing any more at the end. */
export async function hideProject(world: ServedWorld, manager: TestUser): Promise<Hidden> {
  const [{ caller }, { ada }] = [manager, world.users];
  const { id } = await caller.project.create({ key: 'ZANZA', name: TEXT, description: TEXT, visibility: 'private' });
  await caller.project.update({ project: 'ZANZA', key: 'ZANZI' });
  await caller.project.addMember({ project: id, user: 'ada' });
  const label = await caller.label.create({ project: id, name: TEXT, description: TEXT });
  const milestone = await caller.milestone.create({ project: id, title: TEXT, description: TEXT });
  const webhook = await caller.webhook.create({ project: id, url: `https://hooks.example.org/${TEXT}` });
  const delivery = await caller.webhook.ping({ id: webhook.id });
  const texts = { title: `${TEXT} leaks`, description: `In ${TEXT}` };
  const by = { ada: ada.caller, manager: caller };
  for (const [name, author] of Object.entries(by)) {
    const issue = await author.issue.create({
      ...texts,
      project: id,
      labels: ['bug', TEXT],
      milestone: TEXT,
      assignees: ['ada'],
      priority: name === 'ada' ? 'high' : 'low',
    });
    await author.issue.update({ id: issue.id, title: `${TEXT} again` });
    const comment = await author.comment.create({ issue_id: issue.id, body: `${TEXT} it is` });
    await author.comment.update({ id: comment.id, body: `${TEXT} it was` });
    await author.comment.create({ issue_id: issue.id, body: `${TEXT}, @ada` });
    await author.attachment.addToIssue({ issue_id: issue.id, files: [FILE, FILE] });
    await author.attachment.addToComment({ comment_id: comment.id, files: [FILE] });
    const gone = await author.issue.create({ ...texts, project: id });
    await caller.issue.delete({ id: gone.id });
  }
  await caller.issue.update({ id: 'ZANZI-3', status: 'closed' });
  const named = await makeNamed(manager, id);
  const bulk = await caller.issue.bulk({ ids: ['ZANZI-3'], change: { priority: 'medium', add_labels: [TEXT] } });
  await relateTo(world, manager);
  const notification = await tellOf(world, id);
  const moved = await caller.issue.get({ id: 'ZANZI-1' });
  await giveOldKey(world, { project_id: id, number: 60, issue_id: moved.id });
  await caller.project.removeMember({ project: id, user_id: ada.user.id });
  const made = [label, milestone, webhook, delivery].map((one) => one.id);
  return {
    id,
    ids: await idsInProject(world.docket.database.read, id),
    probes: await probesOf(manager, [id, ...made, ...named, notification, bulk.id ?? '']),
    cursors: await cursorsIn(manager, moved.id),
  };
}

/** The ids of a view and a template. */
async function makeNamed({ caller }: TestUser, project: string): Promise<string[]> {
  const view = await caller.view.create({ project, name: TEXT, query: TEXT });
  const template = await caller.template.create({ project, name: TEXT, title: TEXT, labels: [TEXT] });
  return [view.id, template.id];
}

/** From both sides, and from within. */
async function relateTo({ users: { ada }, issue, related }: ServedWorld, { caller }: TestUser): Promise<void> {
  await caller.relation.create({ id: 'ZANZI-1', type: 'blocks', issue: 'ZANZI-3' });
  await ada.caller.reaction.add({ id: 'ZANZI-1', name: 'eyes' });
  await caller.relation.create({ id: 'ZANZI-1', type: 'relates', issue: related.id });
  await ada.caller.relation.create({ id: issue.id, type: 'blocks', issue: 'ZANZI-1' });
  await caller.issue.update({ id: 'ZANZI-3', parent: issue.id });
}

async function giveOldKey({ docket }: ServedWorld, key: { project_id: string; number: number; issue_id: string }) {
  await docket.database.write((db) => db.insertInto('issue_key').values(key).execute());
}

/** Ada watches all of it, and is told. */
async function tellOf({ docket, users: { ada } }: ServedWorld, project: string): Promise<string> {
  await ada.caller.watch.set({ id: 'ZANZI-1' });
  await ada.caller.notification.updateSettings({ levels: [{ project, level: 'all' }] });
  await docket.notifier.tellAll();
  const [notification] = (await ada.caller.notification.list({ project })).items;
  return notification?.id ?? '';
}

async function probesOf({ caller }: TestUser, more: string[]): Promise<Probe[]> {
  const issue = await caller.issue.get({ id: 'ZANZI-1' });
  const [comment] = (await caller.comment.list({ issue_id: issue.id })).items;
  const [event] = (await caller.issue.events({ id: issue.id })).items;
  const [file] = issue.attachments;
  const ids = [...more, issue.id, comment?.id, event?.id, file?.id].map((id) => ({
    hidden: id ?? '',
    absent: NOWHERE,
  }));
  const keys = ['ZANZI', 'ZANZA', TEXT, 'ZANZI-1', 'zanza-1', 'ZANZI-60', 'ZANZI-2'];
  return [...ids, ...keys.map((hidden) => ({ hidden, absent: hidden.replace(MARK, 'NADIR') }))];
}

async function cursorsIn({ caller }: TestUser, issue_id: string): Promise<string[]> {
  const pages = await Promise.all([
    caller.issue.list({ project: ['ZANZI'], limit: 1 }),
    caller.issue.events({ id: issue_id, limit: 1 }),
    caller.comment.list({ issue_id, limit: 1 }),
    caller.relation.list({ id: issue_id, limit: 1 }),
    caller.attachment.list({ issue_id, limit: 1 }),
    caller.label.list({ limit: 1 }),
    caller.milestone.list({ limit: 1 }),
    caller.view.list({ limit: 1 }),
    caller.template.list({ project: 'ZANZI', limit: 1 }),
    caller.project.members({ project: 'ZANZI', limit: 1 }),
    caller.event.list({ issue: issue_id, limit: 1 }),
    caller.webhook.list({ limit: 1 }),
  ]);
  return pages.flatMap(({ next_cursor }) => next_cursor ?? []);
}

/** What of the project is in an answer, also within cursors. */
export function leaksIn(said: unknown, { ids }: Pick<Hidden, 'ids'>): string[] {
  const text = JSON.stringify(said);
  const decoded = [...text.matchAll(/[\w-]{20,}/g)].map(([one]) => Buffer.from(one, 'base64url').toString());
  return [...ids, MARK].flatMap((one) => [text, ...decoded].flatMap((part) => part.match(one)?.[0] ?? []));
}
