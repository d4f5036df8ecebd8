import type { By, SignedInActor } from '../../../core/actor.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findLabelIds } from '../../label/queries/named.ts';
import { findUserId } from '../../user/queries.ts';
import { isNobody } from '../../user/schema.ts';
import { type Issue, type ListIssues, priority, status } from '../schema.ts';
import { projectsMeant } from './projects.ts';

/** What a list is asked for, by ids. What is left out may be anything. */
export type Filter = {
  /** Any of these: a JSON list of the ids of projects that the actor may see. Left out: no project is hidden. */
  projects?: string;
  /** All of these. */
  label_ids?: string[];
  /** And one of each of these: JSON lists of the labels that have one name, in several projects. */
  label_groups?: string[];
  assignee_id?: string;
  unassigned?: true;
  author_id?: string;
  /** Any of these. */
  statuses?: Issue['status'][];
  priorities?: Issue['priority'][];
};

/** Undefined: no issue can match, since there is no such project, label or user. */
export async function filterOf(db: ActorReader, input: ListIssues, by: By<SignedInActor>): Promise<Filter | undefined> {
  const projects = await projectsMeant(db, input.project ?? []);
  if (projects?.length === 0) return undefined;
  const statuses = [...new Set(input.status)];
  const priorities = [...new Set(input.priority)];
  const labels = await findLabelIds(db, input.label ?? [], projects);
  const author_id = await userOf(db, input.author, by);
  const unassigned = isNobody(input.assignee);
  const assignee_id = unassigned ? undefined : await userOf(db, input.assignee, by);
  if (labels.some((ids) => ids.length === 0) || author_id === null || assignee_id === null) return undefined;
  return {
    ...(projects && { projects: JSON.stringify(projects.toSorted()) }),
    ...labelsOf(labels),
    ...(assignee_id !== undefined && { assignee_id }),
    ...(unassigned && { unassigned }),
    ...(author_id !== undefined && { author_id }),
    ...(statuses.length > 0 && statuses.length < status.options.length && { statuses }),
    ...(priorities.length > 0 && priorities.length < priority.options.length && { priorities }),
  };
}

/** By the ids that each name stands for. */
function labelsOf(named: string[][]): Pick<Filter, 'label_ids' | 'label_groups'> {
  const label_ids = [...new Set(named.flatMap((ids) => (ids.length === 1 ? ids : [])))];
  const label_groups = [...new Set(named.flatMap((ids) => (ids.length > 1 ? JSON.stringify(ids) : [])))];
  return { ...(label_ids.length > 0 && { label_ids }), ...(label_groups.length > 0 && { label_groups }) };
}

async function userOf(
  db: ActorReader,
  key: string | undefined,
  by: By<SignedInActor>,
): Promise<string | null | undefined> {
  return key === undefined ? undefined : findUserId(db, key, by);
}
