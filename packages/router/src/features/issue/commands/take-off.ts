import { raisedVersion } from '@docket/db';
import { sql } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changesBetween } from '../../../core/changes.ts';
import { type NewEvent, recordEvents } from '../../../core/events.ts';
import { type ActorWriter, readerFor, unguarded, type Writer } from '../../../visibility/handles.ts';
import { SEES_ALL } from '../../../visibility/sight.ts';
import { findBareIssues } from '../queries/get.ts';
import type { BareIssue } from '../queries/rows.ts';
import { snapshot } from './history.ts';
import { byLabelKey } from './lists.ts';

type TakenOff = { id: string } & (
  | { table: 'issue'; title: string }
  | { table: 'issue_label'; column: 'label_id'; name: string }
  | { table: 'issue_assignee'; column: 'user_id' }
);

/** Issues that are changed in one part: few statements for many, and nobody waits long. */
const TOGETHER = 200;

/** The field of an issue that changes. */
const FIELDS = { issue: 'milestone', issue_label: 'labels', issue_assignee: 'assignees' } as const;

/**
 * Takes a milestone off some issues, as a change of each of them that is not in the bin. Answers whether there may be more.
 * Nobody sees its counts any more, so they stay.
 */
export async function takeOffMilestone(
  db: Writer,
  milestone: { id: string; title: string },
  by: By<SignedInActor>,
): Promise<boolean> {
  const rows = await unguarded(db)
    .selectFrom('issue')
    .select(['id', 'deleted_at'])
    .where('milestone_id', '=', milestone.id)
    .limit(TOGETHER)
    .execute();
  if (rows.length === 0) return false;
  const ids = rows.map((row) => row.id);
  await db.updateTable('issue').set({ milestone_id: null }).where('id', 'in', ids).execute();
  const listed = rows.flatMap((row) => (row.deleted_at === null ? row.id : []));
  if (listed.length > 0) await recordChange(db, { linked: { table: 'issue', ...milestone }, ids: listed }, by);
  return rows.length === TOGETHER;
}

/** The same for a label. */
export async function takeOffLabel(
  db: ActorWriter,
  label: { id: string; name: string },
  by: By<SignedInActor>,
): Promise<boolean> {
  const ids = await takeOffIssues(db, { table: 'issue_label', column: 'label_id', ...label }, by);
  db.reindex(...ids);
  return ids.length === TOGETHER;
}

/** The same for a user, who is assigned to nothing any more. */
export async function takeOffAssignee(db: Writer, id: string, by: By<SignedInActor>): Promise<boolean> {
  const ids = await takeOffIssues(db, { table: 'issue_assignee', column: 'user_id', id }, by);
  return ids.length === TOGETHER;
}

/** As a change of each issue that is not in the bin. Answers off which it took it. */
async function takeOffIssues(
  db: Writer,
  linked: Exclude<TakenOff, { table: 'issue' }>,
  by: By<SignedInActor>,
): Promise<string[]> {
  const { table, column, id } = linked;
  const { rows } = await sql<{ id: string; deleted_at: string | null }>`
    select issue.id, issue.deleted_at from ${sql.table(table)} join issue on issue.id = issue_id
    where ${sql.ref(column)} = ${id} limit ${TOGETHER}
  `.execute(db);
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  await sql`
    delete from ${sql.table(table)} where ${sql.ref(column)} = ${id} and issue_id in (${sql.join(ids)})
  `.execute(db);
  if (table === 'issue_assignee') await countLess(db, ids);
  const listed = rows.flatMap((row) => (row.deleted_at === null ? row.id : []));
  if (listed.length > 0) await recordChange(db, { linked, ids: listed }, by);
  return ids;
}

async function countLess(db: Writer, ids: string[]): Promise<void> {
  await db
    .updateTable('issue')
    .set((eb) => ({ assignee_count: eb('assignee_count', '-', 1) }))
    .where('id', 'in', ids)
    .execute();
}

async function recordChange(
  db: Writer,
  { linked, ids }: { linked: TakenOff; ids: string[] },
  { actor, at }: By<SignedInActor>,
): Promise<void> {
  await db
    .updateTable('issue')
    .set({ ...raisedVersion(db, [FIELDS[linked.table]]), updated_at: at })
    .where('id', 'in', ids)
    .execute();
  const events = (await findBareIssues(readerFor(db, SEES_ALL), ids)).map((issue): NewEvent => {
    const changes = changesBetween(snapshotBefore(issue, linked), snapshot(issue));
    return { type: 'issue.updated', subject_id: issue.id, project_id: issue.project.id, actor, at, data: { changes } };
  });
  await recordEvents(db, events);
}

/** The issue with what was taken off it, in its place. */
function snapshotBefore(issue: BareIssue, linked: TakenOff) {
  const now = snapshot(issue);
  if (linked.table === 'issue') return { ...now, milestone: linked.title };
  if (linked.table === 'issue_assignee') {
    return { ...now, assignees: [...issue.assignees.map((user) => user.id), linked.id].sort() };
  }
  const names = [...issue.labels.map((label) => label.name), linked.name];
  return { ...now, labels: names.sort(byLabelKey) };
}
