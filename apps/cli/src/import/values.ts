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
    ...['in progress', 'started', 'doing', 'in development', 'under development'],
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

type Meaning = { status: Status; closed_reason: Reason | null };

/** What a status is here, and why an issue is closed: as the mapping says, as the names say, or as what else there is says. */
export function statusOf(given: Given, mapping: Mapping, notes: Notes): Meaning {
  const name = nameOf(given.status);
  const found = meaningOf(mapping.statuses, name) ?? keyOf(STATUSES, name) ?? CATEGORIES[nameOf(given.category)];
  const status = found ?? (given.isResolved ? 'closed' : 'open');
  const meaning = { status, closed_reason: status === 'closed' ? reasonOf(given, mapping) : null };
  noteOther(given, meaning, notes);
  return meaning;
}

/** A status says why where no resolution does. */
function reasonOf({ status, resolution, isCanceled }: Given, { reasons }: Mapping): Reason {
  const [name, resolved] = [nameOf(status), resolutionOf(resolution)];
  const ofResolution = meaningOf(reasons, resolved) ?? keyOf(RESOLUTIONS, resolved);
  const ofStatus = keyOf(CLOSED, name) ?? 'completed';
  if (resolved !== '') return ofResolution ?? ofStatus;
  return meaningOf(reasons, name) ?? (isCanceled && ofStatus === 'completed' ? 'not_planned' : ofStatus);
}

function noteOther({ status: name, resolution }: Given, { status, closed_reason }: Meaning, notes: Notes): void {
  const isResolved = resolutionOf(resolution) !== '';
  const isReasonOfStatus = closed_reason !== null && closed_reason !== 'completed' && !isResolved;
  const here = isReasonOfStatus ? `${status} as ${closed_reason}` : status;
  if (name.trim() !== '' && !isCalled(name, here)) notes.changed.push(`status "${name.trim()}" is now ${here}`);
  if (!isResolved) return;
  if (closed_reason === null) notes.lost.push('the resolution of issues that are not closed');
  else if (!isCalled(resolution, closed_reason))
    notes.changed.push(`resolution "${resolution.trim()}" is now ${closed_reason}`);
}

/** Empty where there is none. */
function resolutionOf(resolution: string): string {
  const name = nameOf(resolution);
  return name === 'unresolved' ? '' : name;
}

export function priorityOf(priority: string, mapping: Mapping, notes: Notes): Priority {
  const name = nameOf(priority);
  const here = meaningOf(mapping.priorities, name) ?? keyOf(PRIORITIES, name) ?? 'medium';
  if (name !== '' && name !== here) notes.changed.push(`priority "${priority.trim()}" is now ${here}`);
  return here;
}

function nameOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll('\u2019', "'")
    .replace(/[\s_]+/g, ' ');
}

/** Whether a name at the source says the same as ours. */
function isCalled(name: string, here: string): boolean {
  return nameOf(name) === nameOf(here);
}

function meaningOf<Value>(values: Record<string, Value>, name: string): Value | undefined {
  return Object.entries(values).find(([key]) => nameOf(key) === name)?.[1];
}

function keyOf<Key extends string>(names: Record<Key, readonly string[]>, name: string): Key | undefined {
  return (Object.keys(names) as Key[]).find((key) => names[key].includes(name));
}
