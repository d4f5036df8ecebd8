import { invalidInput } from '../../../core/errors.ts';
import type { ActorReader, Writer } from '../../../visibility/handles.ts';
import { findMilestone } from '../../milestone/queries/get.ts';
import type { MilestoneSummary } from '../../milestone/schema.ts';
import type { Issue } from '../schema/issue.ts';

/**
 * The milestone that an input names; null when it names none.
 *
 * @throws AppError `validation_failed` for a milestone that the project does not have
 */
export async function milestoneNamed(
  db: ActorReader,
  named: string | null,
  project_id: string,
): Promise<MilestoneSummary | null> {
  if (named === null) return null;
  const found = await findMilestone(db, named, project_id);
  if (!found)
    throw invalidInput('milestone', `The project has no milestone "${named}": create it first`, 'unknown_milestone');
  const { id, title, due_on, state } = found;
  return { id, title, due_on, state };
}

/** The milestone of the same title in another project. */
export async function milestoneIn(
  db: ActorReader,
  milestone: MilestoneSummary | null,
  project_id: string,
): Promise<MilestoneSummary | null> {
  const found = milestone && (await findMilestone(db, milestone.title, project_id));
  if (!found) return null;
  const { id, title, due_on, state } = found;
  return { id, title, due_on, state };
}

/** An issue as its milestone counts it. Null: it has none, or is in the bin. */
type Counted = { milestone_id: string | null; status: Issue['status'] } | null;

/** Counts an issue in its milestone, and no longer in the one that it had. */
export async function countInMilestone(db: Writer, before: Counted, now: Counted): Promise<void> {
  const isSame =
    before?.milestone_id === now?.milestone_id && (before?.status === 'closed') === (now?.status === 'closed');
  if (isSame) return;
  await add(db, before, -1);
  await add(db, now, 1);
}

/** Counts issues that are new. */
export async function countManyInMilestones(db: Writer, issues: readonly NonNullable<Counted>[]): Promise<void> {
  for (const alike of Map.groupBy(issues, ({ milestone_id, status }) => `${milestone_id} ${status}`).values()) {
    await add(db, alike[0] ?? null, alike.length);
  }
}

async function add(db: Writer, counted: Counted, more: number): Promise<void> {
  if (!counted || counted.milestone_id === null) return;
  const column = counted.status === 'closed' ? 'closed_issues' : 'open_issues';
  await db
    .updateTable('milestone')
    .set((eb) => ({ [column]: eb(column, '+', more) }))
    .where('id', '=', counted.milestone_id)
    .execute();
}
