import type { Entry, Notes } from './import-file.ts';
import type { Mapping } from './mapping.ts';

type Status = Entry['issue']['status'];
type Priority = NonNullable<Entry['issue']['priority']>;
type Reason = NonNullable<Entry['issue']['closed_reason']>;

/** What statuses and resolutions are called that say why an issue is closed. */
const CLOSED: Record<Reason, readonly string[]> = {
  completed: ['closed', 'done', 'resolved', 'completed', 'complete', 'fixed', 'released', 'finished', 'archived'],
  not_planned: [
    ...['canceled', 'cancelled', 'rejected', 'declined', 'abandoned', 'invalid', 'not planned'],
    ...["won't do", 'wont do', "won't fix", 'wontfix', "won't be fixed"],
  ],
  duplicate: ['duplicate', 'duplicated'],
};

const RESOLUTIONS: Record<Reason, readonly string[]> = {
  ...CLOSED,
  not_planned: [...CLOSED.not_planned, 'cannot reproduce', 'incomplete', 'not a bug', 'works as designed'],
};

const STATUSES: Record<Status, readonly string[]> = {
  open: ['open', 'to do', 'todo', 'new', 'backlog', 'reopened', 'triage', 'planned', 'selected for development'],
  in_progress: [
    ...['in progress', 'in_progress', 'started', 'doing', 'in development', 'under development'],
    ...['in review', 'code review', 'review', 'under review', 'in testing', 'testing', 'in qa', 'qa'],
  ],
  closed: Object.values(CLOSED).flat(),
};

const PRIORITIES: Record<Priority, readonly string[]> = {
  high: ['high', 'highest', 'urgent', 'critical', 'blocker', 'major'],
  medium: ['medium', 'normal', 'no priority', 'none', ''],
  low: ['low', 'lowest', 'minor', 'trivial'],
};

/** Jira sorts all its statuses into three. */
const CATEGORIES: Record<string, Status> = { 'to do': 'open', 'in progress': 'in_progress', done: 'closed' };

type Given = {
  status: string;
  /** Of Jira. */
  category: string;
  resolution: string;
  /** It has a time when it was closed. */
  isResolved: boolean;
  /** Linear has a time when it was canceled. */
  isCanceled: boolean;
};

/** What a status is here, and why an issue is closed: as the mapping says, as the names say, or as what else there is says. */
export function statusOf(
  given: Given,
  mapping: Mapping,
  notes: Notes,
): { status: Status; closed_reason: Reason | null } {
  const [name, category] = [nameOf(given.status), nameOf(given.category)];
  const guessed = given.isResolved ? 'closed' : 'open';
  const found = meaningOf(mapping.statuses, name) ?? keyOf(STATUSES, name) ?? CATEGORIES[category];
  const status = found ?? guessed;
  const closed_reason = status === 'closed' ? reasonOf(given, mapping) : null;
  const isSaid = given.resolution.trim() !== '';
  const as = closed_reason === null || closed_reason === 'completed' || isSaid ? '' : ` as ${closed_reason}`;
  if (name !== '' && !isCalled(name, `${status}${as}`))
    notes.changed.push(`status "${given.status.trim()}" is now ${status}${as}`);
  if (isSaid && closed_reason === null) notes.lost.push('the resolution of issues that are not closed');
  else if (isSaid && !isCalled(nameOf(given.resolution), closed_reason ?? ''))
    notes.changed.push(`resolution "${given.resolution.trim()}" is now ${closed_reason}`);
  return { status, closed_reason };
}

function reasonOf({ status, resolution, isCanceled }: Given, { reasons }: Mapping): Reason {
  const [name, reason] = [nameOf(status), nameOf(resolution)];
  const said = meaningOf(reasons, reason) ?? meaningOf(reasons, name) ?? keyOf(RESOLUTIONS, reason);
  const named = keyOf(CLOSED, name) ?? 'completed';
  return said ?? (isCanceled && named === 'completed' ? 'not_planned' : named);
}

export function priorityOf(priority: string, mapping: Mapping, notes: Notes): Priority {
  const name = nameOf(priority);
  const here = meaningOf(mapping.priorities, name) ?? keyOf(PRIORITIES, name) ?? 'medium';
  if (name !== '' && name !== here) notes.changed.push(`priority "${priority.trim()}" is now ${here}`);
  return here;
}

function nameOf(text: string): string {
  return text.trim().toLowerCase().replaceAll('\u2019', "'");
}

/** Whether a name at the source says the same as ours. */
function isCalled(name: string, here: string): boolean {
  return name.replaceAll(' ', '_') === here;
}

function meaningOf<Value>(values: Record<string, Value>, name: string): Value | undefined {
  return Object.entries(values).find(([key]) => nameOf(key) === name)?.[1];
}

function keyOf<Key extends string>(names: Record<Key, readonly string[]>, name: string): Key | undefined {
  return (Object.keys(names) as Key[]).find((key) => names[key].includes(name));
}
