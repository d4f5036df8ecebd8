import { prepared, type Tables, type Writer } from '@docket/db';
import { type Insertable, sql } from 'kysely';
import { type By, requireUser, type SignedInActor } from '../../core/actor.ts';
import { changesBetween, type Snapshot } from '../../core/changes.ts';
import { AppError, invalidInput } from '../../core/errors.ts';
import { recordEvent, recordEvents } from '../../core/events.ts';
import { newId } from '../../core/ids.ts';
import { findLabelsByName, labelKey } from '../label/queries.ts';
import type { Label } from '../label/schema.ts';
import { hasKey, SUMMARY_COLUMNS, toUserSummary } from '../user/queries.ts';
import type { UserSummary } from '../user/schema.ts';
import { canDeleteIssue, canEditIssue } from './policy.ts';
import { findIssues, getIssue, getIssueRow, getIssueWith } from './queries.ts';
import type { CreateIssue, Issue, UpdateIssue } from './schema.ts';

/** @throws AppError `user_required`, `validation_failed` for a label or assignee that does not exist */
export async function createIssue(db: Writer, input: CreateIssue, by: By<SignedInActor>): Promise<Issue> {
  const { actor, at } = by;
  const author = requireUser(actor);
  const id = newId();
  await insertIssue(db, {
    id,
    number: await drawIssueNumber(db),
    title: input.title,
    description: input.description,
    priority: input.priority,
    status: 'open',
    author_id: author.id,
    version: 1,
    created_at: at,
    updated_at: at,
  });
  const labels = await labelsNamed(db, input.labels);
  const assignees = await usersToAssign(db, actor, { keys: input.assignees });
  await addLabels(db, id, idsOf(labels));
  await addAssignees(db, id, idsOf(assignees));
  await recordEvent(db, { type: 'issue.created', subject_id: id, actor, at });
  return getIssueWith(db, id, { labels, assignees });
}

const insertIssue = prepared((db: Writer, row: Insertable<Tables['issue']>) => db.insertInto('issue').values(row));

/**
 * Changes the fields that are given, and nothing else.
 *
 * @throws AppError `issue_not_found`, `forbidden`, `user_required` when a script assigns `me`,
 * `validation_failed` for a label or assignee that does not exist
 */
export async function updateIssue(db: Writer, input: UpdateIssue, by: By<SignedInActor>): Promise<Issue> {
  const before = await getIssue(db, input.id);
  if (!canEditIssue(by.actor, concerned(before))) throw new AppError('forbidden');
  const { id } = before;
  const { labels, assignees } = input;
  const linked = {
    labels: labels ? await labelsNamed(db, labels) : before.labels,
    assignees: assignees ? await usersToAssign(db, by.actor, { keys: assignees, before }) : before.assignees,
  };
  if (labels) await setLabels(db, id, idsOf(linked.labels));
  if (assignees) await setAssignees(db, id, idsOf(linked.assignees));
  const columns = {
    title: input.title ?? before.title,
    description: input.description ?? before.description,
    priority: input.priority ?? before.priority,
    status: input.status ?? before.status,
  };
  const changes = changesBetween(snapshot(before), snapshot({ ...before, ...linked, ...columns }));
  if (changes.length === 0) return before;

  const { actor, at } = by;
  const closed_at = columns.status === 'closed' ? (before.closed_at ?? at) : null;
  await db
    .updateTable('issue')
    .set({ ...columns, closed_at, version: before.version + 1, updated_at: at })
    .where('id', '=', id)
    .execute();
  await recordEvent(db, { type: 'issue.updated', subject_id: id, actor, at, data: { changes } });
  return getIssueWith(db, id, linked);
}

type Linked = { id: string } & (
  | { table: 'issue_label'; column: 'label_id' }
  | { table: 'issue_assignee'; column: 'user_id' }
);

/** Issues that are changed together: few statements for many, within every engine's limit of parameters. */
const CHUNK = 500;

/** Takes a label or an assignee off every issue, as a change of each of them. */
export async function takeOffIssues(db: Writer, linked: Linked, by: By<SignedInActor>): Promise<void> {
  const { table, column, id } = linked;
  const { rows } = await sql<{ id: string }>`
    select issue.id from issue join ${sql.table(table)} on issue_id = issue.id
    where ${sql.ref(column)} = ${id} and deleted_at is null
  `.execute(db);
  const ids = rows.map((row) => row.id);
  for (let start = 0; start < ids.length; start += CHUNK) {
    await takeOffSome(db, { ...linked, issueIds: ids.slice(start, start + CHUNK) }, by);
  }
  await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(db); // those in the bin
}

async function takeOffSome(
  db: Writer,
  { table, column, id, issueIds }: Linked & { issueIds: string[] },
  { actor, at }: By<SignedInActor>,
): Promise<void> {
  const before = await findIssues(db, issueIds);
  await sql`
    delete from ${sql.table(table)} where ${sql.ref(column)} = ${id} and issue_id in (${sql.join(issueIds)})
  `.execute(db);
  const after = new Map((await findIssues(db, issueIds)).map((issue) => [issue.id, issue]));
  await db
    .updateTable('issue')
    .set((eb) => ({ version: eb('version', '+', 1), updated_at: at }))
    .where('id', 'in', issueIds)
    .execute();
  const events = before.map((issue) => {
    const changes = changesBetween(snapshot(issue), snapshot(after.get(issue.id) ?? issue));
    return { type: 'issue.updated', subject_id: issue.id, actor, at, data: { changes } } as const;
  });
  await recordEvents(db, events);
}

/**
 * Puts an issue into the bin: it is gone for every caller, and its number stays taken.
 *
 * @throws AppError `issue_not_found`, `forbidden`
 */
export async function deleteIssue(db: Writer, input: { id: string }, { actor, at }: By<SignedInActor>): Promise<null> {
  const { id, author_id } = await getIssueRow(db, input.id);
  if (!canDeleteIssue(actor, { author_id })) throw new AppError('forbidden');
  await db.updateTable('issue').set({ deleted_at: at }).where('id', '=', id).execute();
  await recordEvent(db, { type: 'issue.deleted', subject_id: id, actor, at });
  return null;
}

/**
 * The next number, or `wanted` when neither it nor a later number was ever used. The counter is
 * in the same transaction, so a number is given once and a rollback leaves no gap.
 */
export async function drawIssueNumber(db: Writer, wanted = 0): Promise<number> {
  const [counter] = await raiseCounter(db, { wanted });
  if (!counter) throw new Error('The counter of issues is missing');
  return counter.value;
}

const raiseCounter = prepared((db: Writer, { wanted }: { wanted: number }) =>
  db
    .updateTable('counter')
    .set((eb) => ({
      value: eb
        .case()
        .when('value', '<', wanted)
        .then(wanted)
        .else(eb('value', '+', 1))
        .end(),
    }))
    .where('name', '=', 'issue')
    .returning('value'),
);

type Links = { issue_id: string; ids: string[] };

export async function setLabels(db: Writer, issue_id: string, ids: string[]): Promise<void> {
  await db.deleteFrom('issue_label').where('issue_id', '=', issue_id).execute();
  await addLabels(db, issue_id, ids);
}

async function addLabels(db: Writer, issue_id: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await insertLabels(db, { issue_id, ids });
}

const insertLabels = prepared((db: Writer, { issue_id, ids }: Links) =>
  db.insertInto('issue_label').values(ids.map((label_id) => ({ issue_id, label_id }))),
);

export async function setAssignees(db: Writer, issue_id: string, ids: string[]): Promise<void> {
  await db.deleteFrom('issue_assignee').where('issue_id', '=', issue_id).execute();
  await addAssignees(db, issue_id, ids);
}

async function addAssignees(db: Writer, issue_id: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await insertAssignees(db, { issue_id, ids });
}

const insertAssignees = prepared((db: Writer, { issue_id, ids }: Links) =>
  db.insertInto('issue_assignee').values(ids.map((user_id) => ({ issue_id, user_id }))),
);

function idsOf(rows: { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

/** Each label once, in the order in which an issue shows them. */
async function labelsNamed(db: Writer, names: string[]): Promise<Label[]> {
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
async function usersToAssign(db: Writer, actor: SignedInActor, { keys, before }: Wanted): Promise<UserSummary[]> {
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

function concerned(issue: Issue) {
  return { author_id: issue.author.id, assignee_ids: issue.assignees.map((assignee) => assignee.id) };
}

/** An issue as its history shows it. */
function snapshot({ title, description, priority, status, labels, assignees }: Issue): Snapshot {
  return {
    title,
    description,
    priority,
    status,
    labels: labels.map((label) => label.name),
    assignees: assignees.map((assignee) => assignee.id),
  };
}
