import { type Issue, status } from '../schema/issue.ts';
import { type Asked, type Filter, MOST_PARTS } from './asked.ts';
import { DUE_ON_NONE } from './due.ts';
import { type Order, prioritiesFrom, type SortedBy } from './orders.ts';
import { groupsOf } from './projects.ts';

/**
 * What a list is walked by: the condition whose index is followed, and the projects, statuses and priorities, each
 * of which is a part of it. All issues when there is none. In the order of their creation, unless it says another.
 */
export type Lead = {
  lead_label?: string;
  lead_assignee?: string;
  lead_author?: string;
  lead_milestone?: string;
  lead_parent?: string;
  lead_unassigned?: true;
  /** By the time when they were closed. */
  lead_closed?: true;
  /** By the day when they are due. */
  lead_due?: true;
  /** A JSON list of the serials of issues, in no order. */
  lead_serials?: string;
  /** With this issue. */
  lead_named?: string;
  /** A JSON list of the projects that it is within. */
  lead_within?: string;
  lead_statuses?: Issue['status'][];
  lead_priorities?: Issue['priority'][];
  by_updated?: true;
  by_number?: true;
  by_comments?: true;
  by_reactions?: true;
  by_due?: true;
  /** And by creation within a priority. */
  by_priority?: true;
  is_ascending?: true;
  /** Bounds of what it is sorted by. */
  value_from?: string;
  value_until?: string;
};

/** A way to the issues that match: a walk, and what is asked of each issue on it. */
export type Way = {
  lead: Lead;
  rest: Filter;
  /** It is walked in another order than the list has: its issues have to be collected, and sorted. */
  isCollected?: true;
  /** Its projects are read one by one. All the others have an index of all projects, too. */
  isByProject?: true;
};

/** What a way is read by where it has the same issues whether they are read by project or not. */
export function leadFor({ lead, isByProject }: Way): Lead {
  if (isByProject) return lead;
  const { lead_within: _, ...ofAll } = lead;
  return ofAll;
}

/** The ways to what is asked for. The first is walked in the order of the list. */
export function waysOf(asked: Asked): [Way, ...Way[]] {
  const base = baseWay(asked, asked.order.by);
  if (Object.keys(base.rest).length === 0) return [base];
  const isByCreation = asked.order.by === 'created';
  const narrow = narrowWays(asked).map((way): Way => (isByCreation ? way : { ...way, isCollected: true }));
  const ofTimes = timeWays(asked);
  // All issues are no shorter way than some of them.
  const [first, ...others] = narrow;
  if (isByCreation && first) return [first, ...others, ...ofTimes];
  return [base, ...narrow, ...ofTimes];
}

/** The index of an order. */
function baseWay({ filter, order, within }: Asked, by: SortedBy): Way {
  // Those of one priority are in the order of their creation.
  const time = by === 'priority' ? 'created' : by;
  const hasBounds = time === 'created' || time === 'updated' || time === 'due';
  const times = hasBounds ? ([`${time}_after`, `${time}_before`] as const) : [];
  const lead = {
    ...leadOf(filter, within),
    ...(by === 'priority' && { lead_priorities: prioritiesOf(filter, order) }),
    ...(by !== 'created' && { [`by_${by}`]: true }),
    ...(order.isAscending && { is_ascending: true as const }),
    ...(hasBounds ? boundsOf(filter, time) : {}),
  };
  const done: (keyof Filter)[] = ['projects', 'statuses', ...times];
  if (by === 'priority') done.push('priorities');
  const hasIndexOfAll = by === 'created' || by === 'updated';
  return { lead, rest: without(filter, ...done), ...(!hasIndexOfAll && { isByProject: true }), ...ofSome(filter) };
}

function prioritiesOf({ priorities }: Filter, order: Order): Issue['priority'][] {
  return prioritiesFrom(order).filter((one) => priorities?.includes(one) ?? true);
}

/** Where some projects are meant, all ways are by project. */
function ofSome({ projects }: Filter): Pick<Way, 'isByProject'> {
  return projects === undefined ? {} : { isByProject: true };
}

function leadOf({ statuses }: Filter, within: string) {
  return { lead_statuses: statuses ?? [...status.options], lead_within: within };
}

type Bounded = 'created' | 'updated' | 'closed' | 'due';

function boundsOf(filter: Filter, by: Bounded): Pick<Lead, 'value_from' | 'value_until'> {
  const from = filter[`${by}_after`];
  // What is due on no day comes after all days.
  const until = filter[`${by}_before`] ?? (by === 'due' && from !== undefined ? DUE_ON_NONE : undefined);
  return { ...(from !== undefined && { value_from: from }), ...(until !== undefined && { value_until: until }) };
}

/** By conditions that have an index in the order of creation. */
function narrowWays({ filter, order, within }: Asked): Way[] {
  const { label_ids = [], assignee_id, author_id, milestone_id, parent_id, unassigned, priorities } = filter;
  const direction = order.isAscending && order.by === 'created' ? { is_ascending: true as const } : {};
  const common = { ...leadOf(filter, within), ...direction, ...boundsOf(filter, 'created') };
  const rest = without(filter, 'projects', 'statuses', 'created_after', 'created_before');
  const ways: Way[] = label_ids.map((lead_label) => ({
    lead: { ...common, lead_label },
    rest: lessLabel(rest, lead_label),
    ...ofSome(filter),
  }));
  const add = (lead: Lead, ...fields: (keyof Filter)[]) =>
    ways.push({ lead: { ...common, ...lead }, rest: without(rest, ...fields), ...ofSome(filter) });
  if (assignee_id !== undefined) add({ lead_assignee: assignee_id }, 'assignee_id');
  if (author_id !== undefined) add({ lead_author: author_id }, 'author_id');
  if (milestone_id !== undefined) ways.push(milestoneWay({ ...common, lead_milestone: milestone_id }, rest));
  if (parent_id !== undefined) ways.push(parentWay({ ...common, lead_parent: parent_id }, { rest, filter }));
  if (unassigned) add({ lead_unassigned: true }, 'unassigned');
  if (priorities && order.by !== 'priority' && arePartsOf(within, common.lead_statuses.length * priorities.length)) {
    const lead = { ...common, lead_priorities: priorities };
    ways.push({ lead, rest: without(rest, 'priorities'), isByProject: true });
  }
  return ways;
}

/** All issues of a milestone are in one project, which is seen as the milestone is. */
function milestoneWay({ lead_within: _, ...lead }: Lead, rest: Filter): Way {
  return { lead, rest: without(rest, 'milestone_id') };
}

/** An issue has few, of whatever projects: each is asked whether that is meant. */
function parentWay({ lead_within: _, ...lead }: Lead, { rest, filter }: { rest: Filter; filter: Filter }): Way {
  const { projects } = filter;
  return { lead, rest: { ...without(rest, 'parent_id'), ...(projects !== undefined && { projects }) } };
}

/** Whether so many parts of each project are few enough for a walk. */
function arePartsOf(within: string, ofEach: number): boolean {
  const [group, ...others] = groupsOf(JSON.parse(within));
  return group !== undefined && others.length === 0 && group.length * ofEach <= MOST_PARTS;
}

/** By the hits of the words that are asked for. */
export function wordsWay({ filter, words }: Pick<Asked, 'filter' | 'words'>, serials: readonly number[]): Way {
  const { named_id } = words ?? {};
  const lead = { lead_serials: JSON.stringify(serials), ...(named_id !== undefined && { lead_named: named_id }) };
  return { lead, rest: without(filter, 'has_words'), isCollected: true };
}

/** By times that the list is not sorted by. */
function timeWays(asked: Asked): Way[] {
  const { filter, order } = asked;
  const isAsked = (by: Bounded) => Object.keys(boundsOf(filter, by)).length > 0;
  const ways = (['created', 'updated'] as const)
    .filter((by) => by !== order.by && isAsked(by))
    .map((by): Way => ({ ...baseWay(asked, by), isCollected: true }));
  const ofSomeIssues = (['closed', 'due'] as const)
    .filter((by) => by !== order.by && isAsked(by))
    .map((by): Way => {
      const lead = { lead_within: asked.within, [`lead_${by}`]: true as const, ...boundsOf(filter, by) };
      const rest = without(filter, 'projects', `${by}_after`, `${by}_before`);
      return { lead, rest, isCollected: true, ...ofSome(filter) };
    });
  return [...ways, ...ofSomeIssues];
}

function without(filter: Filter, ...fields: (keyof Filter)[]): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !fields.includes(name as keyof Filter)));
}

function lessLabel(filter: Filter, label_id: string): Filter {
  const others = filter.label_ids?.filter((id) => id !== label_id) ?? [];
  return others.length > 0 ? { ...filter, label_ids: others } : without(filter, 'label_ids');
}
