import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError, validationIssues } from '../../../core/errors.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { labelKey } from '../../label/queries/get.ts';
import type { Label } from '../../label/schema.ts';
import { findUserId } from '../../user/queries.ts';
import type { UserSummary } from '../../user/schema.ts';
import type { Issue } from '../schema/issue.ts';
import { UpdateIssue } from '../schema/write.ts';
import { labelsNamed, usersToAssign } from './links.ts';

/** What is added to the lists of an issue, and taken out of them, whatever else is in them. */
export type ListChanges = {
  [Field in 'add_labels' | 'remove_labels' | 'add_assignees' | 'remove_assignees']?: string[] | undefined;
};

type Asked = { before: Issue; input: Pick<UpdateIssue, 'labels' | 'assignees'> & ListChanges; project_id: string };

/**
 * The labels that an issue is to have. What is taken off need not be on it.
 *
 * @throws AppError `validation_failed` for a label that does not exist, and for too many
 */
export async function labelsAsked(db: ActorWriter, { before, input, project_id }: Asked): Promise<Label[]> {
  const { labels, add_labels, remove_labels = [] } = input;
  if (labels) return labelsNamed(db, labels, project_id);
  if (!add_labels && remove_labels.length === 0) return before.labels;
  const removed = new Set(remove_labels.map(labelKey));
  const kept = before.labels.filter(({ name }) => !removed.has(labelKey(name)));
  const added = await labelsNamed(db, add_labels ?? [], project_id, 'add_labels');
  const all = [...new Map([...kept, ...added].map((label) => [label.id, label])).values()];
  if (all.length > before.labels.length) {
    refuseTooMany(
      'labels',
      all.map(({ name }) => name),
    );
  }
  return all.sort((one, other) => byLabelKey(one.name, other.name));
}

/**
 * The users that an issue is to be assigned to. Who is taken off need not be assigned, or known.
 *
 * @throws AppError `user_required`, `validation_failed` for somebody who cannot be assigned, and for too many
 */
export async function assigneesAsked(
  db: ActorWriter,
  { before, input, project_id }: Asked,
  by: By<SignedInActor>,
): Promise<UserSummary[]> {
  const { assignees, add_assignees, remove_assignees = [] } = input;
  if (assignees) return usersToAssign(db, { keys: assignees, project_id, before }, by);
  if (!add_assignees && remove_assignees.length === 0) return before.assignees;
  const removed = new Set<string | null>();
  for (const key of remove_assignees) removed.add(await findUserId(db, key, by));
  const kept = before.assignees.filter(({ id }) => !removed.has(id));
  const adding = { keys: add_assignees ?? [], project_id, before, field: 'add_assignees' };
  const added = await usersToAssign(db, adding, by);
  const all = [...new Map([...kept, ...added].map((user) => [user.id, user])).values()];
  if (all.length > before.assignees.length) {
    refuseTooMany(
      'assignees',
      all.map(({ id }) => id),
    );
  }
  return all.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** In the words of an edit that names them all. */
function refuseTooMany(field: 'labels' | 'assignees', names: string[]): void {
  const { error } = UpdateIssue.shape[field].safeParse(names);
  if (!error) return;
  const errors = validationIssues(error).map(({ path, ...issue }) => ({
    path: path ? `${field}.${path}` : field,
    ...issue,
  }));
  throw new AppError('validation_failed', { errors });
}

/** In the order of bytes, as the engines sort labels. */
export function byLabelKey(one: string, other: string): number {
  return Buffer.compare(Buffer.from(labelKey(one)), Buffer.from(labelKey(other)));
}
