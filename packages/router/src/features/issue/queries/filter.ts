import type { By, SignedInActor } from '../../../core/actor.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findLabelIds } from '../../label/queries/named.ts';
import { findMilestones } from '../../milestone/queries/get.ts';
import { findUserId } from '../../user/queries.ts';
import { isNobody } from '../../user/schema.ts';
import { priority, status } from '../schema/issue.ts';
import type { IssueFilters, ListIssues } from '../schema/list.ts';
import { type Asked, type Filter, TIMES } from './asked.ts';
import { findRows } from './find.ts';
import { NEWEST_FIRST, orderOf } from './orders.ts';
import { listOf, projectsMeant, withinFor } from './projects.ts';
import { askedByQuery } from './query.ts';
import { readQuery, sortMeant } from './read-query.ts';

/**
 * Undefined: no issue can match, since there is no such project, label or user, or the query is met by none.
 *
 * @throws AppError `validation_failed` when the projects are too many for the order
 */
export async function askedOf(db: ActorReader, input: ListIssues, by: By<SignedInActor>): Promise<Asked | undefined> {
  const meant = await meantBy(db, input, by);
  if (!meant) return undefined;
  const { projects, ...asked } = meant;
  const order = orderOf(sortMeant(input) ?? NEWEST_FIRST);
  return { ...asked, order, within: withinFor(db, order, projects) };
}

type Meant = { projects: string[] | undefined };

/** The projects that filters name, undefined for all, and what else they ask for. Undefined: no issue can match. */
export async function meantBy(
  db: ActorReader,
  given: IssueFilters,
  by: By<SignedInActor>,
): Promise<(Meant & Pick<Asked, 'filter' | 'words'>) | undefined> {
  const written = readQuery(given);
  if (!written) return undefined;
  const input = written.filters;
  const meant = await projectsMeant(db, input.project ?? []);
  if (meant?.length === 0) return undefined;
  const milestones = await milestonesOf(db, { ...input, projects: meant });
  if (!milestones) return undefined;
  const { projects = meant, ...ofMilestones } = milestones;
  const filter = await filterOf(db, { ...input, projects, ofMilestones }, by);
  if (!filter) return undefined;
  const { words, ...ofQuery } = await askedByQuery(db, { read: written, projects }, by);
  if (!words) return { projects, filter: { ...filter, ...ofQuery } };
  return { projects, filter: { ...filter, ...ofQuery, has_words: true }, words };
}

type Input = IssueFilters & Meant & { ofMilestones: Filter };

async function filterOf(db: ActorReader, input: Input, by: By<SignedInActor>): Promise<Filter | undefined> {
  const statuses = [...new Set(input.status)];
  const priorities = [...new Set(input.priority)];
  const labels = await findLabelIds(db, input.label ?? [], input.projects);
  const author_id = await userOf(db, input.author, by);
  const parent = input.parent === undefined ? undefined : await findParent(db, input.parent);
  const unassigned = isNobody(input.assignee);
  const assignee_id = unassigned ? undefined : await userOf(db, input.assignee, by);
  if (labels.some((ids) => ids.length === 0) || author_id === null || assignee_id === null || parent === null)
    return undefined;
  return {
    ...(input.projects && { projects: listOf(input.projects) }),
    ...labelsOf(labels),
    ...(assignee_id !== undefined && { assignee_id }),
    ...(unassigned && { unassigned }),
    ...(author_id !== undefined && { author_id }),
    ...(parent && { parent_id: parent.id }),
    ...input.ofMilestones,
    ...(statuses.length > 0 && statuses.length < status.options.length && { statuses }),
    ...(priorities.length > 0 && priorities.length < priority.options.length && { priorities }),
    ...timesOf(input),
  };
}

function timesOf(input: IssueFilters): Pick<Filter, (typeof TIMES)[number]> {
  return Object.fromEntries(TIMES.flatMap((time) => (input[time] === undefined ? [] : [[time, input[time]]])));
}

/** By the ids that each name stands for. */
function labelsOf(named: string[][]): Pick<Filter, 'label_ids' | 'label_groups'> {
  const label_ids = [...new Set(named.flatMap((ids) => (ids.length === 1 ? ids : [])))];
  const label_groups = [...new Set(named.flatMap((ids) => (ids.length > 1 ? JSON.stringify(ids) : [])))];
  return { ...(label_ids.length > 0 && { label_ids }), ...(label_groups.length > 0 && { label_groups }) };
}

type OfMilestones = Pick<Filter, 'milestone_id' | 'milestones' | 'without_milestone'>;

/** With the projects of the milestones, which have all of their issues. Undefined: there is no such milestone in those that are meant. */
async function milestonesOf(
  db: ActorReader,
  { milestone, projects }: Pick<ListIssues, 'milestone'> & Meant,
): Promise<(OfMilestones & { projects?: string[] }) | undefined> {
  if (milestone === undefined) return {};
  if (isNobody(milestone)) return { without_milestone: true };
  const found = await findMilestones(db, milestone);
  const meant = found.filter(({ project_id }) => projects?.includes(project_id) ?? true);
  const [first, ...others] = meant;
  if (!first) return undefined;
  const ids = meant.map(({ id }) => id);
  return {
    projects: meant.map(({ project_id }) => project_id),
    ...(others.length > 0 ? { milestones: JSON.stringify(ids) } : { milestone_id: first.id }),
  };
}

/** Null: the actor sees none. */
async function findParent(db: ActorReader, key: string): Promise<{ id: string } | null> {
  const [row] = (await findRows(db, [key.toLowerCase()])).values();
  return row ?? null;
}

async function userOf(
  db: ActorReader,
  key: string | undefined,
  by: By<SignedInActor>,
): Promise<string | null | undefined> {
  return key === undefined ? undefined : findUserId(db, key, by);
}
