import { type Issue, status } from '../schema.ts';
import type { Filter } from './filter.ts';

/**
 * What a list is walked by: the condition whose index is followed, and the statuses, each of which is a part of it. All
 * issues when there is none.
 */
export type Lead = {
  lead_label?: string;
  lead_assignee?: string;
  lead_author?: string;
  lead_unassigned?: true;
  lead_statuses?: Issue['status'][];
  /** The priority in the same place belongs to a status. */
  lead_priorities?: Issue['priority'][];
};

/** A way to the issues that match: a walk, and what is asked of each issue on it. */
export type Way = { lead: Lead; rest: Filter };

/** The ways to what a filter asks for. */
export function waysOf(filter: Filter): [Way, ...Way[]] {
  const { label_ids = [], assignee_id, unassigned, author_id, statuses, priorities } = filter;
  const lead_statuses = statuses ?? [...status.options];
  const rest = without(filter, 'statuses');
  const ways: Way[] = label_ids.map((lead_label) => ({
    lead: { lead_label, lead_statuses },
    rest: lessLabel(rest, lead_label),
  }));
  const add = (lead: Lead, field: keyof Filter) =>
    ways.push({ lead: { ...lead, lead_statuses }, rest: without(rest, field) });
  if (assignee_id !== undefined) add({ lead_assignee: assignee_id }, 'assignee_id');
  if (author_id !== undefined) add({ lead_author: author_id }, 'author_id');
  if (unassigned) add({ lead_unassigned: true }, 'unassigned');
  if (priorities) ways.push({ lead: leadByPriority(lead_statuses, priorities), rest: without(rest, 'priorities') });
  const [first = { lead: statuses ? { lead_statuses } : {}, rest }, ...others] = ways;
  return [first, ...others];
}

function without(filter: Filter, field: keyof Filter): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => name !== field));
}

function lessLabel(filter: Filter, label_id: string): Filter {
  const others = filter.label_ids?.filter((id) => id !== label_id) ?? [];
  return others.length > 0 ? { ...filter, label_ids: others } : without(filter, 'label_ids');
}

function leadByPriority(statuses: Issue['status'][], priorities: Issue['priority'][]): Lead {
  const pairs = statuses.flatMap((one) => priorities.map((priority) => ({ status: one, priority })));
  return {
    lead_statuses: pairs.map((pair) => pair.status),
    lead_priorities: pairs.map((pair) => pair.priority),
  };
}
