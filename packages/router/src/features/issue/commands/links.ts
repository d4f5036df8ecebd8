import { type Bound, insertAllInto } from '@docket/db';
import { type By, requireUser, type SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import type { ActorWriter, Writer } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { findLabelsByName } from '../../label/queries/named.ts';
import type { Label } from '../../label/schema.ts';
import { findSeeing } from '../../project/queries/members.ts';
import { hasKey, mayFindBy, SUMMARY_COLUMNS, toUserSummary } from '../../user/queries.ts';
import { isMe, type UserSummary } from '../../user/schema.ts';
import type { Issue } from '../schema/issue.ts';

/** A label or a user, as far as a link goes. */
type Ref = { id: string };

/** An issue that is not in the bin, as its links know it. */
type Linked = Pick<Issue, 'id' | 'created_at' | 'status' | 'priority'> & { project_id: string };

type Link = Pick<Issue, 'status' | 'priority'> & { issue_id: string; project_id: string; listed_at: string };

type Links = Link & { ids: string[] };

/** Gives an issue these labels, and takes all others off it. */
export async function setLabels(db: Writer, issue: Linked, labels: Ref[]): Promise<void> {
  await db.deleteFrom('issue_label').where('issue_id', '=', issue.id).execute();
  await addLabels(db, issue, labels);
}

export async function addLabels(db: Writer, issue: Linked, labels: Ref[]): Promise<void> {
  if (labels.length > 0) await insertLabels(db, linksOf(issue, labels));
}

const insertLabels = prepared((db: Writer, { ids, ...link }: Bound<Links>) =>
  db.insertInto('issue_label').values(ids.map((label_id) => ({ ...link, label_id }))),
);

/** The links of new issues, to be written together. */
export type NewLinks = { labels: ({ label_id: string } & Link)[]; assignees: ({ user_id: string } & Link)[] };

/** Adds those of an issue. */
export function collectLinks(
  links: NewLinks,
  issue: Linked,
  { labels, assignees }: Record<keyof NewLinks, Ref[]>,
): void {
  const { ids: label_ids, ...link } = linksOf(issue, labels);
  for (const label_id of label_ids) links.labels.push({ ...link, label_id });
  for (const { id: user_id } of assignees) links.assignees.push({ ...link, user_id });
}

export async function writeLinks(db: Writer, { labels, assignees }: NewLinks): Promise<void> {
  await insertAllInto(db, 'issue_label', labels);
  await insertAllInto(db, 'issue_assignee', assignees);
}

/** Assigns an issue to these users, and to nobody else. The issue's `assignee_count` is the caller's to write. */
export async function setAssignees(db: Writer, issue: Linked, users: Ref[]): Promise<void> {
  await db.deleteFrom('issue_assignee').where('issue_id', '=', issue.id).execute();
  await addAssignees(db, issue, users);
}

/** As `setAssignees`, for an issue that has none. */
export async function addAssignees(db: Writer, issue: Linked, users: Ref[]): Promise<void> {
  if (users.length > 0) await insertAssignees(db, linksOf(issue, users));
}

const insertAssignees = prepared((db: Writer, { ids, ...link }: Bound<Links>) =>
  db.insertInto('issue_assignee').values(ids.map((user_id) => ({ ...link, user_id }))),
);

function linksOf({ id, project_id, created_at, status, priority }: Linked, refs: Ref[]): Links {
  return { issue_id: id, project_id, listed_at: created_at, status, priority, ids: refs.map((ref) => ref.id) };
}

/** Tells the links of an issue what it is now. */
export async function restateLinks(db: Writer, { id, ...place }: Omit<Linked, 'created_at'>): Promise<void> {
  const { project_id, status, priority } = place;
  for (const table of ['issue_label', 'issue_assignee'] as const) {
    await db.updateTable(table).set({ project_id, status, priority }).where('issue_id', '=', id).execute();
  }
}

/** Takes the links of an issue out of lists: it goes into the bin. */
export async function unlistLinks(db: Writer, issue_id: string): Promise<void> {
  await db.updateTable('issue_label').set({ listed_at: null }).where('issue_id', '=', issue_id).execute();
  await db.updateTable('issue_assignee').set({ listed_at: null }).where('issue_id', '=', issue_id).execute();
}

/** Lists them again: it comes out of the bin. */
export async function relistLinks(db: Writer, { id, created_at }: Pick<Linked, 'id' | 'created_at'>): Promise<void> {
  await db.updateTable('issue_label').set({ listed_at: created_at }).where('issue_id', '=', id).execute();
  await db.updateTable('issue_assignee').set({ listed_at: created_at }).where('issue_id', '=', id).execute();
}

/**
 * Each label once, in the order in which an issue shows them.
 *
 * @throws AppError `validation_failed` for a label that does not exist
 */
export async function labelsNamed(
  db: ActorWriter,
  names: string[],
  project_id: string,
  field = 'labels',
): Promise<Label[]> {
  const { labels, find } = await findLabelsByName(db, names, project_id);
  for (const [index, name] of names.entries()) {
    if (find(name)) continue;
    throw invalidInput(`${field}.${index}`, `There is no label "${name}": create it first`, 'unknown_label');
  }
  return labels;
}

type Wanted = { keys: string[]; project_id: string; before?: Pick<Issue, 'assignees' | 'project'>; field?: string };

/**
 * Each user once, in the order in which an issue shows them. Only active users who see the project can be assigned, but
 * others who are can stay.
 *
 * @throws AppError `validation_failed` for somebody else
 */
export async function usersToAssign(
  db: ActorWriter,
  { keys, project_id, before, field = 'assignees' }: Wanted,
  by: By<SignedInActor>,
): Promise<UserSummary[]> {
  const users = new Map<string, UserSummary>();
  for (const [index, key] of keys.entries()) {
    const found = await db
      .selectFrom('user')
      .select([...SUMMARY_COLUMNS, 'user.deactivated_at'])
      .where(hasKey(isMe(key) ? requireUser(by.actor).id : key))
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    const user = found && mayFindBy(key, found, by) ? found : undefined;
    const isAssigned = before?.assignees.some(({ id }) => id === user?.id);
    if (!user || (user.deactivated_at && !isAssigned)) {
      throw invalidInput(`${field}.${index}`, `There is no active user "${key}"`, 'unknown_user');
    }
    const isThere = isAssigned && before?.project.id === project_id;
    if (!isThere && !(await findSeeing(db, project_id, [user.id])).has(user.id)) {
      throw invalidInput(`${field}.${index}`, `"${key}" does not see the project: add them to it first`, 'no_member');
    }
    users.set(user.id, toUserSummary(user));
  }
  return [...users.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
