import type { Bound } from '@docket/db';
import type { SignedInActor } from '../../../core/actor.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { findUserSummaries } from '../../user/queries.ts';
import type { SyncedChange } from '../schema.ts';
import { findLosses } from './lost.ts';
import { issueRows, labelRows, milestoneRows, projectRows, toIssues, toProjects } from './rows.ts';
import { type Asked, type Scope, within } from './scope.ts';
import { type Touched, type Type, touchedBy } from './touched.ts';

type Viewing = { scope: Scope; actor: SignedInActor; asked: Asked };

/** What these events have changed: as it is now, or that it is gone. */
export async function changedBy(
  db: ActorReader,
  entries: readonly LogEntry[],
  viewing: Viewing,
): Promise<SyncedChange[]> {
  const touched = await touchedBy(db, entries);
  return changesOf(touched, await find(db, { touched, entries }, viewing));
}

/**
 * The same by the positions of the events, with all that each has touched: whoever is cut off after one of them, and comes
 * back, needs nothing of what was before.
 */
export async function changedByEach(
  db: ActorReader,
  entries: readonly LogEntry[],
  viewing: Viewing,
): Promise<Map<number, SyncedChange[]>> {
  const touched = await touchedBy(db, entries);
  const found = await find(db, { touched, entries }, viewing);
  const changed = touched.flatMap((one) =>
    one.positions.map((position): [number, SyncedChange[]] => [
      position,
      changesOf([{ ...one, positions: [position] }], found),
    ]),
  );
  return new Map(changed.filter(([, changes]) => changes.length > 0));
}

type Touching = { touched: Touched[]; entries: readonly LogEntry[] };

async function find(db: ActorReader, { touched, entries }: Touching, viewing: Viewing): Promise<Found> {
  const rows = await readRows(db, touched, viewing.scope);
  return { rows, losses: await findLosses(db, entries, viewing), scope: viewing.scope };
}

type Found = { rows: ReadonlyMap<string, SyncedChange>; losses: ReadonlySet<number>; scope: Scope };

/** What is gone comes first: a project may be back, and its rows with it. */
function changesOf(touched: Touched[], found: Found): SyncedChange[] {
  return [...touched.flatMap((one) => goneOf(one, found)), ...touched.flatMap(({ id }) => found.rows.get(id) ?? [])];
}

function goneOf({ type, id, positions, places }: Touched, { rows, losses, scope }: Found): SyncedChange[] {
  if (type === 'user') return [];
  const isGone =
    type === 'project'
      ? positions.some((position) => losses.has(position))
      : !rows.has(id) && [...places].some((place) => isIn(scope, place));
  return isGone ? [{ type, id, deleted: true }] : [];
}

/** What was in a project that is seen, was seen itself. */
function isIn({ project_ids }: Scope, place: string | null): boolean {
  return place === null || project_ids.has(place);
}

async function readRows(db: ActorReader, touched: Touched[], scope: Scope): Promise<Map<string, SyncedChange>> {
  const reader = within(db, scope);
  const ids = Map.groupBy(touched, ({ type }) => type);
  const some = async <Row>(type: Type, read: (given: { ids: string[] }) => Promise<Row[]>): Promise<Row[]> => {
    const wanted = (ids.get(type) ?? []).map(({ id }) => id);
    return wanted.length > 0 ? read({ ids: wanted }) : [];
  };
  const projects = toProjects(reader, await some('project', (given) => findProjects(reader, given)));
  const labels = await some('label', (given) => findLabels(reader, given));
  const milestones = await some('milestone', (given) => findMilestones(reader, given));
  const issues = await toIssues(reader, await some('issue', (given) => findIssues(reader, given)));
  const users = await some('user', async (given) =>
    scope.showsUsers ? [...(await findUserSummaries(db, given.ids)).values()] : [],
  );
  for (const { id } of projects) db.look(id);
  for (const { project_id } of [...labels, ...milestones, ...issues]) db.look(project_id);
  return new Map(
    [
      ...projects.map((value) => ({ type: 'project' as const, id: value.id, value })),
      ...users.map((value) => ({ type: 'user' as const, id: value.id, value })),
      ...labels.map((value) => ({ type: 'label' as const, id: value.id, value })),
      ...milestones.map((value) => ({ type: 'milestone' as const, id: value.id, value })),
      ...issues.map((value) => ({ type: 'issue' as const, id: value.id, value })),
    ].map((row) => [row.id, row]),
  );
}

const findProjects = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  projectRows(db).where('project.id', 'in', ids),
);

const findLabels = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  labelRows(db).where('label.id', 'in', ids),
);

const findMilestones = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  milestoneRows(db).where('milestone.id', 'in', ids),
);

const findIssues = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  issueRows(db).where('issue.id', 'in', ids),
);
