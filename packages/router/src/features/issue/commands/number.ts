import type { Bound } from '@docket/db';
import { sql } from 'kysely';
import { unguarded, type Writer } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue } from '../schema.ts';

/** An issue that comes into a project, or leaves it. */
type Counted = { project_id: string; status: Issue['status'] };

/**
 * Counts an issue into a project, and gives it the next number there, or `wanted` when no issue ever had that. The counter
 * is in the same transaction, so a number is given once and a rollback leaves no gap.
 */
export async function drawNumber(db: Writer, issue: Counted, wanted?: number): Promise<number> {
  const isFree = wanted !== undefined && (await isNumberFree(db, issue.project_id, wanted));
  const [counter] = await raise(db, { ...changeOf(issue, 1), at_least: isFree ? wanted : 0, next: isFree ? 0 : 1 });
  if (!counter) throw new Error(`The counter of the project ${issue.project_id} is missing`);
  return isFree ? wanted : counter.last_number;
}

type Raising = CountChange & { at_least: number; next: number };

const raise = prepared((db: Writer, { project_id, open, closed, at_least, next }: Bound<Raising>) =>
  db
    .updateTable('issue_counter')
    .set((eb) => ({
      last_number: eb
        .case()
        .when('last_number', '<', at_least)
        .then(at_least)
        .else(eb('last_number', '+', next))
        .end(),
      open_issues: eb('open_issues', '+', open),
      closed_issues: eb('closed_issues', '+', closed),
    }))
    .where('project_id', '=', project_id)
    .returning('last_number'),
);

/** How far a number may be above the last one: a far higher one would have all that follow count from there. */
const FARTHEST = 1_000_000;

/** Whether no issue has this number in a project, or ever had it, and it is not far above all numbers there. */
export async function isNumberFree(db: Writer, project_id: string, number: number): Promise<boolean> {
  const place = (table: 'issue' | 'issue_key') =>
    unguarded(db).selectFrom(table).select('number').where('project_id', '=', project_id).where('number', '=', number);
  const { last_number } = await db
    .selectFrom('issue_counter')
    .select('last_number')
    .where('project_id', '=', project_id)
    .executeTakeFirstOrThrow();
  if (number > last_number) return number <= last_number + FARTHEST;
  const taken = await place('issue').unionAll(place('issue_key')).execute();
  return taken.length === 0;
}

/**
 * Keeps a number that an issue had in a project before it came to another one: it leads to the issue. Answers whether it
 * was free.
 */
export async function keepNumber(
  db: Writer,
  { project_id, number, issue_id }: { project_id: string; number: number; issue_id: string },
): Promise<boolean> {
  if (!(await isNumberFree(db, project_id, number))) return false;
  await raise(db, { project_id, open: 0, closed: 0, at_least: number, next: 0 });
  await db.insertInto('issue_key').values({ project_id, number, issue_id }).execute();
  return true;
}

/** The numbers that an issue had in a project before it was moved out of it. */
export function oldNumbers(db: Writer, { issue_id, project_id }: { issue_id: string; project_id: string }) {
  return unguarded(db)
    .selectFrom('issue_key')
    .select('number')
    .where('issue_id', '=', issue_id)
    .where('project_id', '=', project_id)
    .orderBy('number')
    .execute();
}

type CountChange = { project_id: string; open: number; closed: number };

function changeOf({ project_id, status }: Counted, more: number): CountChange {
  const isClosed = status === 'closed';
  return { project_id, open: isClosed ? 0 : more, closed: isClosed ? more : 0 };
}

/** An issue leaves a project, or goes into the bin. */
export async function countOut(db: Writer, issue: Counted): Promise<void> {
  await addToCounts(db, changeOf(issue, -1));
}

/** An issue of a project has another status now. */
export async function recount(db: Writer, issue: Counted, before: Issue['status']): Promise<void> {
  const [more, less] = [changeOf(issue, 1), changeOf({ ...issue, status: before }, -1)];
  if (more.open + less.open === 0) return; // such as open and in progress
  await addToCounts(db, { ...more, open: more.open + less.open, closed: more.closed + less.closed });
}

async function addToCounts(db: Writer, { project_id, open, closed }: CountChange): Promise<void> {
  await db
    .updateTable('issue_counter')
    .set((eb) => ({ open_issues: eb('open_issues', '+', open), closed_issues: eb('closed_issues', '+', closed) }))
    .where('project_id', '=', project_id)
    .execute();
}

/** The next of the numbers that count the issues of all projects. Writers take turns, so no two draw the same. */
export const NEXT_SERIAL = sql<number>`(select coalesce(max(serial), 0) + 1 from issue)`;
