// What an actor may see of changes: of projects and issues that the actor does not see, nothing is told.

import { isId } from '../../../core/ids.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findSummaries } from '../../issue/queries/summaries.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { RELATION_TYPES } from '../../relation/schema.ts';
import type { EventChange } from './changes.ts';

type Value = EventChange['from'];

/** Fields that hold another issue: its id, or its key at another Docket where the event was imported from there. */
const OF_ISSUES: readonly string[] = ['parent', ...RELATION_TYPES];

/** Shows a change, or nothing where nothing of it is seen. */
export async function shownTo(
  db: ActorReader,
  events: readonly { changes: EventChange[] }[],
): Promise<(change: EventChange) => EventChange[]> {
  const changes = events.flatMap((event) => event.changes);
  const ofProjects = changes.filter(({ field }) => field === 'project').flatMap(valuesOf);
  const ofIssues = changes.filter(isOfIssues).flatMap(valuesOf);
  const isAllSeen = db.sight.project_ids === null && !db.sight.foreign;
  if (ofIssues.length === 0 && (ofProjects.length === 0 || isAllSeen)) return (change) => [change];
  const place = await placesTo(db, [...ofProjects, ...ofIssues.filter((value) => !isId(value))]);
  const keys = await keysTo(db, ofIssues.filter(isId));
  return (change) => {
    if (change.field === 'project') return isAllSeen ? [change] : [withValues(change, place)];
    if (!isOfIssues(change)) return [change];
    const shown = withValues(change, (value) => (isId(value) ? (keys.get(value) ?? null) : place(value)));
    return shown.from === null && shown.to === null ? [] : [shown];
  };
}

function isOfIssues({ field }: EventChange): boolean {
  return OF_ISSUES.includes(field);
}

function valuesOf({ from, to }: EventChange): string[] {
  return [from, to].filter((value) => typeof value === 'string');
}

function withValues({ from, to, ...change }: EventChange, show: (value: string) => string | null): EventChange {
  const shown = (value: Value) => (typeof value === 'string' ? show(value) : null);
  return { ...change, from: shown(from), to: shown(to) };
}

/** The same key of an issue, if its project is seen. */
async function placesTo(db: ActorReader, values: string[]): Promise<(value: string) => string | null> {
  const projects = await findProjectIds(db, values.map(projectIn));
  for (const id of projects.values()) db.look(id);
  return (value) => (sees(db.sight, projects.get(projectIn(value)) ?? '') ? value : null);
}

/** The keys of issues that are seen, by their ids. */
async function keysTo(db: ActorReader, ids: string[]): Promise<Map<string, string>> {
  const found = await findSummaries(db, [...new Set(ids)]);
  return new Map([...found].map(([id, { key }]) => [id, key]));
}

/** Of `WEB-12`, it is `WEB`. */
export function projectIn(value: Value): string {
  return String(value).replace(/-\d+$/, '');
}
