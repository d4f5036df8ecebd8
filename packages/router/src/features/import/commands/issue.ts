import { batches } from '../../../core/batches.ts';
import { newId } from '../../../core/ids.ts';
import { addAssignees, addLabels } from '../../issue/commands/links.ts';
import { countInMilestone } from '../../issue/commands/milestone.ts';
import { drawNumber, keepNumber, NEXT_SERIAL } from '../../issue/commands/number.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { findFreeIds, originOf } from '../queries.ts';
import type { ImportedIssue } from '../schema/inputs.ts';
import { addHistory } from './history.ts';
import { labelId } from './labels.ts';
import { milestoneId } from './milestones.ts';
import { userId } from './people.ts';
import type { Import } from './run.ts';

const PLAIN = { color: '#ededed', description: null };

/** Adds one issue, with the people, labels and milestone that it names. */
export async function addIssue(run: Import, issue: ImportedIssue): Promise<void> {
  const { db, project_id, added } = run;
  const { status, priority = 'medium', created_at } = issue;
  const free = await findFreeIds(db, run.source, { ids: [issue.id], table: 'issue' });
  const made = { id: idIn(free, issue.id), project_id, created_at, status, priority };
  const number = await drawNumber(db, made, issue.number);
  const assignees = await inOrder(issue.assignees, (login) => userId(run, login));
  const labels = await inOrder(issue.labels, (name) => labelId(run, { name, ...PLAIN }));
  const milestone_id = issue.milestone ? await milestoneId(run, plainMilestone(issue.milestone)) : null;
  await insertIssue(run, issue, { ...made, number, milestone_id, assignee_count: assignees.length });
  await countInMilestone(db, null, { milestone_id, status });
  await addLabels(db, made, labels);
  await addAssignees(db, made, assignees);
  const comments = await addComments(run, made.id, issue);
  db.reindex(made.id);
  await addHistory(run, { ...made, comments }, issue.history);
  for (const former of issue.former_keys ?? []) {
    if (!(await keepFormerKey(run, made.id, former))) added.dropped_keys.push(former);
  }
  added.created += 1;
  if (issue.number !== undefined && number !== issue.number) added.renumbered += 1;
}

type Made = Pick<ImportedIssue, 'created_at' | 'status'> & {
  id: string;
  project_id: string;
  number: number;
  priority: NonNullable<ImportedIssue['priority']>;
  milestone_id: string | null;
  assignee_count: number;
};

async function insertIssue(run: Import, issue: ImportedIssue, made: Made): Promise<void> {
  const { title, description, status, updated_at, closed_at, comments, version = 1 } = issue;
  await run.db
    .insertInto('issue')
    .values({
      ...made,
      serial: NEXT_SERIAL,
      title,
      description,
      author_id: await userId(run, issue.author),
      version,
      imported_from: originOf(run.source, issue),
      updated_at,
      closed_at: status === 'closed' ? (closed_at ?? updated_at) : null,
      comment_count: comments.length,
    })
    .execute();
}

/** Answers with the ids of the comments, by what they are called at the source. */
async function addComments(
  run: Import,
  issue_id: string,
  { comments, history = [] }: ImportedIssue,
): Promise<Map<string, string>> {
  const rows = [];
  const ids = new Map<string, string>();
  const deleted = history.flatMap(({ comment }) => comment ?? []);
  const named = [...comments.map(({ id }) => id), ...deleted];
  const free = await findFreeIds(run.db, run.source, { ids: named, table: 'comment' });
  for (const { id: called, author, ...comment } of comments) {
    const id = idIn(free, called);
    if (called !== undefined) ids.set(called, id);
    rows.push({ ...comment, id, issue_id, author_id: await userId(run, author) });
  }
  // Thousands of comments are few statements, because every other writer waits meanwhile.
  for (const batch of batches(rows, { most: 256 })) await run.db.insertInto('comment').values(batch).execute();
  run.added.comments += rows.length;
  for (const called of deleted) if (free.has(called)) ids.set(called, idIn(free, called));
  return ids;
}

/** An id is kept once, where it is free. */
function idIn(free: Set<string>, id: string | undefined): string {
  return id !== undefined && free.delete(id) ? id : newId();
}

/** Answers whether the key leads to the issue now: not where its project is not here, or the number is taken in it. */
async function keepFormerKey({ db }: Import, issue_id: string, former: string): Promise<boolean> {
  const { project, number } = partsOfKey(former);
  const project_id = (await findProjectIds(db, [project])).get(project);
  return project_id !== undefined && (await keepNumber(db, { project_id, number, issue_id }));
}

export function partsOfKey(key: string): { project: string; number: number } {
  const [, project = '', number] = /^(\w+)-(\d+)$/.exec(key) ?? [];
  return { project, number: Number(number) };
}

function plainMilestone(title: string) {
  return { title, description: null, due_on: null, closed_at: null };
}

/** The distinct rows that `make` gives the ids of, run one after another. */
async function inOrder<Item>(items: Item[], make: (item: Item) => Promise<string>): Promise<{ id: string }[]> {
  const made = new Set<string>();
  for (const item of items) made.add(await make(item));
  return Array.from(made, (id) => ({ id }));
}
