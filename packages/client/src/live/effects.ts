// What a mutation is going to change, as far as a page can tell: shown at once, and taken back when the server refuses it.

import type { Issue, RouterInputs, SyncedIssue } from '../index.ts';
import type { Patch } from './patch.ts';
import type { Tables } from './view.ts';

/** What of the page an effect depends on. */
export type Scene = { tables: Tables; user_id: string; at: string };

type Inputs = {
  'issue.create': RouterInputs['issue']['create'] & { id: string };
  'issue.update': RouterInputs['issue']['update'];
  'issue.delete': RouterInputs['issue']['delete'];
  'label.update': RouterInputs['label']['update'];
  'label.delete': RouterInputs['label']['delete'];
  'milestone.update': RouterInputs['milestone']['update'];
  'milestone.delete': RouterInputs['milestone']['delete'];
};

const EFFECTS: { [Path in keyof Inputs]: (input: Inputs[Path], scene: Scene) => Patch[] } = {
  'issue.create': createIssue,
  'issue.update': updateIssue,
  'issue.delete': ({ id }, { tables }) => (tables.issue.get(id) ? [{ type: 'issue', id, change: 'deleted' }] : []),
  'label.update': ({ id, name, color, description }) => [
    { type: 'label', id, change: 'updated', fields: given({ name, color, description }) },
  ],
  'label.delete': ({ id }) => [{ type: 'label', id, change: 'deleted' }],
  'milestone.update': ({ id, title, due_on, state }) => [
    { type: 'milestone', id, change: 'updated', fields: given({ title, due_on, state }) },
  ],
  'milestone.delete': ({ id }) => [{ type: 'milestone', id, change: 'deleted' }],
};

/** The patches of a mutation; none for one of which a page cannot tell what it is going to change. */
export function effectOf(path: string, input: unknown, scene: Scene): Patch[] {
  const effect = (EFFECTS as Record<string, (input: never, scene: Scene) => Patch[]>)[path];
  return effect ? effect(input as never, scene) : [];
}

/** The same when the server has answered: what it has made of the input. */
export function effectOfAnswer(path: string, answer: unknown): Patch[] | undefined {
  if (path !== 'issue.create' && path !== 'issue.update') return undefined;
  const row = toSynced(answer as Issue);
  if (path === 'issue.update') return [{ type: 'issue', id: row.id, change: 'updated', fields: row }];
  return [{ type: 'issue', id: row.id, change: 'created', row }];
}

function toSynced({ project, author, assignees, labels, milestone, parent, ...issue }: Issue): SyncedIssue {
  const { id, number, title, priority, status, comment_count, version } = issue;
  const { created_at, updated_at, closed_at, closed_reason, due_on, reactions } = issue;
  return {
    ...{ id, project_id: project.id, number, title, priority, status, author_id: author.id },
    assignee_ids: assignees.map((one) => one.id),
    label_ids: labels.map((one) => one.id).toSorted(),
    milestone_id: milestone?.id ?? null,
    due_on,
    parent_id: parent?.id ?? null,
    ...{ comment_count, reactions, version, created_at, updated_at, closed_at, closed_reason },
  };
}

function createIssue(input: Inputs['issue.create'], scene: Scene): Patch[] {
  const { id, title, priority = 'medium', labels = [], assignees = [], milestone = null, due_on = null } = input;
  const project_id = projectNamed(input.project ?? 'MAIN', scene);
  if (project_id === undefined || title === undefined) return []; // a template has its title
  const { user_id, at } = scene;
  const row: SyncedIssue = {
    ...{ id, project_id, number: 0, title, priority, status: 'open', author_id: user_id },
    ...{ label_ids: [], assignee_ids: [], milestone_id: null, due_on },
    parent_id: parentOf(input, scene) ?? null,
    ...linksOf({ labels, assignees, milestone }, { project_id, scene }),
    ...{
      comment_count: 0,
      reactions: {},
      version: 1,
      created_at: at,
      updated_at: at,
      closed_at: null,
      closed_reason: null,
    },
  };
  return [{ type: 'issue', id, change: 'created', row }];
}

function updateIssue(input: Inputs['issue.update'], scene: Scene): Patch[] {
  const issue = scene.tables.issue.get(input.id);
  if (!issue) return []; // it was named by its key
  const { id, title, priority, status, labels, assignees, milestone, due_on } = input;
  const moved = input.project === undefined ? undefined : projectNamed(input.project, scene);
  const project_id = moved ?? issue.project_id;
  const closed_at = status && (status === 'closed' ? (issue.closed_at ?? scene.at) : null);
  const links = linksOf(given({ labels, assignees, milestone }), { project_id, scene });
  const closed_reason = reasonFor(input, issue);
  const parent_id = parentOf(input, scene);
  const own = { title, priority, status, closed_at, closed_reason, due_on, parent_id, project_id: moved };
  const fields = { ...given(own), ...links };
  return [{ type: 'issue', id, change: 'updated', fields }];
}

/** Undefined: it stays what it is. */
function reasonFor(input: Inputs['issue.update'], issue: SyncedIssue): SyncedIssue['closed_reason'] | undefined {
  const { status, closed_reason, duplicate_of } = input;
  if ((status ?? closed_reason ?? duplicate_of) === undefined) return undefined;
  if ((status ?? issue.status) !== 'closed') return null;
  return closed_reason ?? (duplicate_of === undefined ? (issue.closed_reason ?? 'completed') : 'duplicate');
}

/** As far as it is named by its id; undefined: the page does not know it, or it stays. */
function parentOf({ parent }: { parent?: string | null | undefined }, { tables }: Scene): string | null | undefined {
  return parent === null ? null : tables.issue.get(parent ?? '')?.id;
}

type Named = { labels?: string[]; assignees?: string[]; milestone?: string | null };

/** Names, as far as the page knows whose they are. */
function linksOf({ labels, assignees, milestone }: Named, { project_id, scene }: { project_id: string; scene: Scene }) {
  const { tables, user_id } = scene;
  const labelNamed = (name: string) =>
    tables.label.all().find((one) => [null, project_id].includes(one.project_id) && isSame(one.name, name))?.id;
  const userNamed = (key: string) =>
    key === 'me' ? user_id : tables.user.all().find(({ id, username }) => id === key || isSame(username, key))?.id;
  const milestoneNamed = (key: string) =>
    tables.milestone.where('project_id', project_id).find(({ id, title }) => id === key || isSame(title, key))?.id;
  return {
    ...(labels && { label_ids: labels.flatMap((name) => labelNamed(name) ?? []).toSorted() }),
    ...(assignees && { assignee_ids: assignees.flatMap((key) => userNamed(key) ?? []).toSorted() }),
    ...(milestone !== undefined && { milestone_id: milestone === null ? null : (milestoneNamed(milestone) ?? null) }),
  };
}

function projectNamed(key: string, { tables }: Scene): string | undefined {
  return tables.project.all().find((one) => one.id === key || isSame(one.key, key))?.id;
}

function isSame(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

/** Without what is undefined. */
function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never; // by then
}
