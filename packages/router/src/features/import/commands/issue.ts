import { newId } from '../../../core/ids.ts';
import { storedReason } from '../../issue/commands/closing.ts';
import { collectLinks } from '../../issue/commands/links.ts';
import { dueColumns } from '../../issue/queries/due.ts';
import { reactionsText, sumOf } from '../../reaction/queries/counts.ts';
import type { Reactions } from '../../reaction/schema/reactions.ts';
import { originOf } from '../queries.ts';
import type { ImportedIssue } from '../schema/inputs.ts';
import { addHistory } from './history.ts';
import { labelId } from './labels.ts';
import { milestoneId } from './milestones.ts';
import { keepFormerKey } from './numbers.ts';
import { userId } from './people.ts';
import type { Import, Rows } from './run.ts';

const PLAIN = { color: '#ededed', description: null };

/** Adds one issue to the rows to be written, and makes the people, labels and milestone that it names. */
export async function addIssue(run: Import, issue: ImportedIssue): Promise<void> {
  const { project_id, added, rows } = run;
  const { status, priority = 'medium', created_at } = issue;
  const made = { id: idIn(run.free.issues, issue.id), project_id, created_at, status, priority };
  const number = run.numbers.draw(made, issue.number);
  const assignees = await inOrder(issue.assignees, (login) => userId(run, login));
  const labels = await inOrder(issue.labels, (name) => labelId(run, { name, ...PLAIN }));
  const milestone_id = issue.milestone ? await milestoneId(run, plainMilestone(issue.milestone)) : null;
  const author_id = await userId(run, issue.author);
  const { title, description, updated_at, closed_at, closed_reason = null, version = 1 } = issue;
  rows.issues.push({
    ...made,
    number,
    serial: run.serial++,
    title,
    description,
    author_id,
    version,
    milestone_id,
    ...dueColumns(issue.due_on ?? null),
    imported_from: originOf(run.source, issue),
    updated_at,
    closed_at: status === 'closed' ? (closed_at ?? updated_at) : null,
    closed_reason: status === 'closed' ? storedReason(closed_reason) : null,
    comment_count: issue.comments.length,
    reactions: keptReactions(issue.reactions),
    reaction_count: sumOf(issue.reactions ?? {}),
    assignee_count: assignees.length,
  });
  collectLinks(rows, made, { labels, assignees });
  collectOthers(rows, made.id, issue);
  const comments = await addComments(run, made.id, issue);
  await addHistory(run, { ...made, comments }, issue.history);
  for (const former of issue.former_keys ?? []) {
    if (!keepFormerKey(run, made.id, former)) added.dropped_keys.push(former);
  }
  added.created += 1;
  if (issue.number !== undefined && number !== issue.number) added.renumbered += 1;
}

/** What an issue is to others, which are looked for when all rows are there. */
function collectOthers(rows: Rows, id: string, { parent, parts = [], relations = [] }: ImportedIssue): void {
  if (parent) rows.parents.push({ child: { id }, parent: { named: parent } });
  for (const named of parts) rows.parents.push({ child: { named }, parent: { id } });
  for (const relation of relations) rows.relations.push({ ...relation, issue_id: id });
}

/** Answers with the ids of the comments, by what they are called at the source. */
async function addComments(
  run: Import,
  issue_id: string,
  { comments, history = [] }: ImportedIssue,
): Promise<Map<string, string>> {
  const { added, rows } = run;
  const free = run.free.comments;
  const ids = new Map<string, string>();
  for (const { id: called, author, version = 1, reactions, ...comment } of comments) {
    const id = idIn(free, called);
    if (called !== undefined) ids.set(called, id);
    const author_id = await userId(run, author);
    rows.comments.push({ ...comment, id, issue_id, author_id, version, reactions: keptReactions(reactions) });
  }
  added.comments += comments.length;
  const deleted = history.flatMap(({ comment }) => comment ?? []);
  for (const called of deleted) if (free.has(called)) ids.set(called, idIn(free, called));
  return ids;
}

function keptReactions(reactions: Reactions = {}): string | null {
  return sumOf(reactions) > 0 ? reactionsText(reactions) : null;
}

/** An id is kept once, where it is free. */
function idIn(free: Set<string>, id: string | undefined): string {
  return id !== undefined && free.delete(id) ? id : newId();
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
