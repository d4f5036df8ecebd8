import { type Issue, status } from '../schema.ts';
import type { Filter } from './filter.ts';

/** The condition by whose index a list is walked; that of all issues when there is none. */
export type Lead = {
  lead_label?: string;
  lead_assignee?: string;
  lead_author?: string;
  lead_unassigned?: true;
  /** Each has a walk of its own. With priorities, those in the same place belong together. */
  lead_statuses?: Issue['status'][];
  lead_priorities?: Issue['priority'][];
};

/** A way to the issues that match: a walk, and what is asked of each issue on it. */
export type Way = { lead: Lead; rest: Filter };

/** Every way to what a filter asks for. At least one. */
export function waysOf(filter: Filter): [Way, ...Way[]] {
  const { label_ids = [], assignee_id, unassigned, author_id, statuses, priorities } = filter;
  const ways: Way[] = label_ids.map((lead_label) => {
    const others = label_ids.filter((id) => id !== lead_label);
    const { label_ids: _, ...rest } = filter;
    return { lead: { lead_label }, rest: others.length > 0 ? { ...rest, label_ids: others } : rest };
  });
  if (assignee_id !== undefined)
    ways.push({ lead: { lead_assignee: assignee_id }, rest: without(filter, 'assignee_id') });
  if (author_id !== undefined) ways.push({ lead: { lead_author: author_id }, rest: without(filter, 'author_id') });
  if (unassigned) ways.push({ lead: { lead_unassigned: true }, rest: without(filter, 'unassigned') });
  if (statuses || priorities) {
    ways.push({ lead: leadByState(filter), rest: without(without(filter, 'statuses'), 'priorities') });
  }
  const [first = { lead: {}, rest: filter }, ...others] = ways;
  return [first, ...others];
}

function without(filter: Filter, field: keyof Filter): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => name !== field));
}

function leadByState({ statuses = [...status.options], priorities }: Filter): Lead {
  if (!priorities) return { lead_statuses: statuses };
  const pairs = statuses.flatMap((one) => priorities.map((priority) => ({ status: one, priority })));
  return {
    lead_statuses: pairs.map((pair) => pair.status),
    lead_priorities: pairs.map((pair) => pair.priority),
  };
}
