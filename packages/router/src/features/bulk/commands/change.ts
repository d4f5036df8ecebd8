import type { By, SignedInActor } from '../../../core/actor.ts';
import { attempt } from '../../../core/attempts.ts';
import { AppError } from '../../../core/errors.ts';
import type { Change } from '../../../core/events.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { changeIssue, type IssueChange } from '../../issue/commands/update.ts';
import type { Issue } from '../../issue/schema/issue.ts';
import { type Outcome, refused } from '../queries/results.ts';

/** What becomes of one issue: what was changed, and what it was before, or why it was left as it is. */
export type Done = { outcome: Outcome; before?: Before; version?: number };

/** The values of the changed fields, by ids: names may be others by then. */
export type Before = Partial<Pick<Issue, 'status' | 'closed_reason' | 'priority' | 'due_on' | 'closed_at'>> & {
  labels?: string[];
  assignees?: string[];
  milestone?: string | null;
  parent?: string | null;
  project?: string;
};

/** Changes an issue as an edit of it alone would, and with nothing left of a change that is refused. */
export async function changeOne(
  db: ActorWriter,
  { issue_id, change }: { issue_id: string | null; change: Omit<IssueChange, 'id'> },
  by: By<SignedInActor>,
): Promise<Done> {
  if (issue_id === null) return { outcome: refused(new AppError('issue_not_found')) };
  try {
    const changed = await attempt(db, () => changeIssue(db, { ...change, id: issue_id }, by));
    const { issue, changes } = changed;
    const outcome: Outcome = { status: 200, changes: changes.map(withoutNumbers) };
    return changes.length === 0 ? { outcome } : { outcome, before: valuesOf(changed), version: issue.version };
  } catch (error) {
    if (error instanceof AppError) return { outcome: refused(error) };
    throw error;
  }
}

/** Of a move the projects: a dry run draws no number. */
function withoutNumbers({ field, from, to }: Change): Change {
  if (field !== 'project') return { field, from, to };
  const projectIn = (key: Change['from']) => String(key).replace(/-\d+$/, '');
  return { field, from: projectIn(from), to: projectIn(to) };
}

function valuesOf({ before, changes, former_parent = null }: Awaited<ReturnType<typeof changeIssue>>): Before {
  const { status, closed_reason, priority, due_on, closed_at, labels, assignees, milestone, project } = before;
  const ids = (all: { id: string }[]) => all.map(({ id }) => id);
  const values: { [Field in string]?: Before } = {
    status: { status, closed_at },
    closed_reason: { closed_reason },
    priority: { priority },
    due_on: { due_on },
    labels: { labels: ids(labels) },
    assignees: { assignees: ids(assignees) },
    milestone: { milestone: milestone?.id ?? null },
    parent: { parent: former_parent },
    project: { project: project.id },
  };
  return Object.assign({}, ...changes.map(({ field }) => values[field])) as Before;
}

/** Others wait while a part is done: no issue begins one more when it took so long. */
const PART_MS = 10;

/** Issues in one part, at most: the words of all of them are read at its end. */
export const PART_ITEMS = 10;

/** Does some of these, one after another, for as long as others may wait: at least one. */
export async function doSome<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const began = performance.now();
  const done: Result[] = [];
  for (const item of items.slice(0, PART_ITEMS)) {
    done.push(await work(item));
    if (performance.now() - began > PART_MS) break;
  }
  return done;
}
