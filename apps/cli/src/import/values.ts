import type { Entry, Report } from './import-file.ts';
import type { Mapping } from './mapping.ts';

type Status = Entry['issue']['status'];
type Priority = NonNullable<Entry['issue']['priority']>;

const STATUSES: Record<Status, readonly string[]> = {
  open: ['open', 'to do', 'todo', 'new', 'backlog', 'reopened', 'triage', 'planned', 'selected for development'],
  in_progress: [
    ...['in progress', 'in_progress', 'started', 'doing', 'in development', 'under development'],
    ...['in review', 'code review', 'review', 'under review', 'in testing', 'testing', 'in qa', 'qa'],
  ],
  closed: [
    ...['closed', 'done', 'resolved', 'completed', 'complete', 'fixed', 'released', 'finished'],
    ...['canceled', 'cancelled', 'duplicate', 'rejected', "won't do", "won't fix", 'wontfix', 'declined', 'archived'],
  ],
};

const PRIORITIES: Record<Priority, readonly string[]> = {
  high: ['high', 'highest', 'urgent', 'critical', 'blocker', 'major'],
  medium: ['medium', 'normal', 'no priority', 'none', ''],
  low: ['low', 'lowest', 'minor', 'trivial'],
};

/** Jira sorts all its statuses into three. */
const CATEGORIES: Record<string, Status> = { 'to do': 'open', 'in progress': 'in_progress', done: 'closed' };

type Given = { status: string; category: string; isResolved: boolean };

/** What a status is here: as the mapping says, as its name says, or as what else there is says. */
export function statusOf({ status, category, isResolved }: Given, mapping: Mapping, report: Report): Status {
  const name = status.trim().toLowerCase();
  const guessed = isResolved ? 'closed' : 'open';
  const found = meaningOf(mapping.statuses, name) ?? keyOf(STATUSES, name) ?? CATEGORIES[category.trim().toLowerCase()];
  const here = found ?? guessed;
  if (name !== '' && name.replace(' ', '_') !== here) report.changed(`status "${status.trim()}" is now ${here}`);
  return here;
}

export function priorityOf(priority: string, mapping: Mapping, report: Report): Priority {
  const name = priority.trim().toLowerCase();
  const here = meaningOf(mapping.priorities, name) ?? keyOf(PRIORITIES, name) ?? 'medium';
  if (name !== '' && name !== here) report.changed(`priority "${priority.trim()}" is now ${here}`);
  return here;
}

function meaningOf<Value>(values: Record<string, Value>, name: string): Value | undefined {
  return Object.entries(values).find(([key]) => key.trim().toLowerCase() === name)?.[1];
}

function keyOf<Key extends string>(names: Record<Key, readonly string[]>, name: string): Key | undefined {
  return (Object.keys(names) as Key[]).find((key) => names[key].includes(name));
}
