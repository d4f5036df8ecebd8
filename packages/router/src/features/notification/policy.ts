import type { Tie, WatchLevel } from '../watch/schema.ts';
import type { Reason } from './schema.ts';

/** Of an edit, changes of these are told. Others would be noise: who wants them all follows the events. */
const TOLD_FIELDS = ['status', 'due_on', 'project'];

type Value = string | string[] | null;

type Happened = { type: string; changes: readonly { field: string; from: Value; to: Value }[] };

/** Whether something is told to all who watch the issue. Who is named or assigned by it is told in any case. */
export function isNews({ type, changes }: Happened): boolean {
  if (type === 'issue.created' || type === 'comment.created') return true;
  return type === 'issue.updated' && changes.some(({ field }) => TOLD_FIELDS.includes(field));
}

/** Who became an assignee, by id. */
export function assignedBy({ type, changes }: Happened): string[] {
  if (type !== 'issue.updated') return [];
  const change = changes.find(({ field }) => field === 'assignees');
  const before = new Set([change?.from ?? []].flat());
  return [change?.to ?? []].flat().filter((id) => !before.has(id));
}

/** The text that an event has written anew: of a comment, or the description of an issue. */
export function writesText({ type, changes }: Happened): boolean {
  if (type === 'issue.updated') return changes.some(({ field }) => field === 'description');
  return [
    'issue.created',
    'issue.restored',
    'issue.redacted',
    'comment.created',
    'comment.updated',
    'comment.redacted',
    'comment.deleted',
  ].includes(type);
}

/** How what happened concerns one user. */
export type Concern = {
  happened: Happened;
  /** How the user takes part in the issue. */
  ties: readonly Tie[];
  /** What the user wants to hear of its project. */
  level: WatchLevel;
  /** Named by it for the first time in that text. */
  isNamed: boolean;
  isAssigned: boolean;
};

/**
 * Why a user is told; undefined: it is not. What was said of the issue goes before what was said of its project, and that
 * before what holds for all.
 */
export function reasonFor({ happened, ties, level, isNamed, isAssigned }: Concern): Reason | undefined {
  const wanted = ties.includes('ignores') ? 'none' : ties.includes('asked') ? 'all' : level;
  if (wanted === 'none') return undefined;
  if (isNamed) return 'mention';
  if (isAssigned) return 'assigned';
  if (wanted === 'mentions' || !isNews(happened)) return undefined;
  for (const one of ['assigned', 'author', 'comment'] as const) if (ties.includes(one)) return one;
  if (wanted !== 'all' && !ties.includes('mention')) return undefined;
  return happened.changes.some(({ field }) => field === 'status') ? 'state_change' : 'watching';
}
