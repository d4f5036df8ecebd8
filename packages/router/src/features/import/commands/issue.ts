import { batches } from '../../../core/batches.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import { addAssignees, addLabels } from '../../issue/commands/links.ts';
import { countInMilestone } from '../../issue/commands/milestone.ts';
import { drawNumber, NEXT_SERIAL } from '../../issue/commands/number.ts';
import { originOf } from '../queries.ts';
import type { ImportedIssue } from '../schema.ts';
import { labelId } from './labels.ts';
import { milestoneId } from './milestones.ts';
import { userId } from './people.ts';
import type { Import } from './run.ts';

const PLAIN = { color: '#ededed', description: null };

/** Adds one issue, with the people, labels and milestone that it names. */
export async function addIssue(run: Import, issue: ImportedIssue): Promise<void> {
  const { db, by, project_id, added } = run;
  const { status, priority = 'medium', created_at } = issue;
  const made = { id: newId(), project_id, created_at, status, priority };
  const number = await drawNumber(db, made, issue.number);
  const assignees = await inOrder(issue.assignees, (login) => userId(run, login));
  const labels = await inOrder(issue.labels, (name) => labelId(run, { name, ...PLAIN }));
  const milestone_id = issue.milestone ? await milestoneId(run, plainMilestone(issue.milestone)) : null;
  await insertIssue(run, issue, { ...made, number, milestone_id, assignee_count: assignees.length });
  await countInMilestone(db, null, { milestone_id, status });
  await addLabels(db, made, labels);
  await addAssignees(db, made, assignees);
  await addComments(run, made.id, issue);
  db.reindex(made.id);
  await recordEvent(db, { type: 'issue.imported', subject_id: made.id, project_id, actor: by.actor, at: by.at });
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
  const { title, description, status, updated_at, closed_at, comments } = issue;
  await run.db
    .insertInto('issue')
    .values({
      ...made,
      serial: NEXT_SERIAL,
      title,
      description,
      author_id: await userId(run, issue.author),
      version: 1,
      imported_from: originOf(run.source, issue),
      updated_at,
      closed_at: status === 'closed' ? (closed_at ?? updated_at) : null,
      comment_count: comments.length,
    })
    .execute();
}

async function addComments(run: Import, issue_id: string, { comments }: ImportedIssue): Promise<void> {
  const rows = [];
  for (const { author, ...comment } of comments) {
    rows.push({ ...comment, id: newId(), issue_id, author_id: await userId(run, author) });
  }
  // Thousands of comments are few statements, because every other writer waits meanwhile.
  for (const batch of batches(rows, { most: 256 })) await run.db.insertInto('comment').values(batch).execute();
  run.added.comments += rows.length;
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
