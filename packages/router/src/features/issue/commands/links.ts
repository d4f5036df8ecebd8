import { type Bound, prepared, type Writer } from '@docket/db';
import { requireUser, type SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import { findLabelsByName, labelKey } from '../../label/queries.ts';
import type { Label } from '../../label/schema.ts';
import { hasKey, SUMMARY_COLUMNS, toUserSummary } from '../../user/queries.ts';
import type { UserSummary } from '../../user/schema.ts';
import type { Issue } from '../schema.ts';

/** A label or a user, as far as a link goes. */
type Ref = { id: string };

type Links = { issue_id: string; ids: string[] };

/** Gives an issue these labels, and takes all others off it. */
export async function setLabels(db: Writer, issue_id: string, labels: Ref[]): Promise<void> {
  await db.deleteFrom('issue_label').where('issue_id', '=', issue_id).execute();
  await addLabels(db, issue_id, labels);
}

export async function addLabels(db: Writer, issue_id: string, labels: Ref[]): Promise<void> {
  if (labels.length > 0) await insertLabels(db, { issue_id, ids: labels.map(({ id }) => id) });
}

const insertLabels = prepared((db: Writer, { issue_id, ids }: Bound<Links>) =>
  db.insertInto('issue_label').values(ids.map((label_id) => ({ issue_id, label_id }))),
);

/** Assigns an issue to these users, and to nobody else. */
export async function setAssignees(db: Writer, issue_id: string, users: Ref[]): Promise<void> {
  await db.deleteFrom('issue_assignee').where('issue_id', '=', issue_id).execute();
  await addAssignees(db, issue_id, users);
}

export async function addAssignees(db: Writer, issue_id: string, users: Ref[]): Promise<void> {
  if (users.length > 0) await insertAssignees(db, { issue_id, ids: users.map(({ id }) => id) });
}

const insertAssignees = prepared((db: Writer, { issue_id, ids }: Bound<Links>) =>
  db.insertInto('issue_assignee').values(ids.map((user_id) => ({ issue_id, user_id }))),
);

/**
 * Each label once, in the order in which an issue shows them.
 *
 * @throws AppError `validation_failed` for a label that does not exist
 */
export async function labelsNamed(db: Writer, names: string[]): Promise<Label[]> {
  const found = await findLabelsByName(db, names);
  for (const [index, name] of names.entries()) {
    if (found.has(labelKey(name))) continue;
    throw invalidInput(`labels.${index}`, `There is no label "${name}": create it first`, 'unknown_label');
  }
  return [...found.values()];
}

type Wanted = { keys: string[]; before?: Issue };

/**
 * Each user once, in the order in which an issue shows them. Only active users can be assigned, but a deactivated
 * one who is can stay.
 */
export async function usersToAssign(
  db: Writer,
  actor: SignedInActor,
  { keys, before }: Wanted,
): Promise<UserSummary[]> {
  const users = new Map<string, UserSummary>();
  for (const [index, key] of keys.entries()) {
    const user = await db
      .selectFrom('user')
      .select([...SUMMARY_COLUMNS, 'user.deactivated_at'])
      .where(hasKey(key === 'me' ? requireUser(actor).id : key))
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    const isAssigned = before?.assignees.some(({ id }) => id === user?.id);
    if (!user || (user.deactivated_at && !isAssigned)) {
      throw invalidInput(`assignees.${index}`, `There is no active user "${key}"`, 'unknown_user');
    }
    users.set(user.id, toUserSummary(user));
  }
  return [...users.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
