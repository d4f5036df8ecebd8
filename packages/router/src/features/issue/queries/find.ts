import { type Bound, MAIN_PROJECT_ID } from '@docket/db';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { type IssueRow, issueRows } from './rows.ts';

/** Where an issue is, or was. */
type Place = { project_id: string; number: number };

/**
 * The issues that the actor may see and that are not in the bin, by what they are asked for: an id, a key such as
 * `web-12`, or a number in the main project. A key leads to its issue for ever: also when its project has another one
 * now, and when the issue was moved to another project.
 */
export async function findRows(db: ActorReader, keys: string[]): Promise<Map<string, IssueRow>> {
  const { ids = [], others = [] } = Object.groupBy(keys, (key) => (PLACE.test(key) ? 'others' : 'ids'));
  const found = new Map<string, IssueRow>();
  if (ids.length > 0) for (const row of await findRowsOfIds(db, { ids })) found.set(row.id, row);
  if (others.length === 0) return found;
  const places = await placesOf(db, others);
  for (const [project_id, asked] of Map.groupBy(places, ([, place]) => place.project_id)) {
    const rows = await findRowsIn(
      db,
      project_id,
      asked.map(([, { number }]) => number),
    );
    for (const [key, { number }] of asked) {
      const row = rows.get(number);
      if (row) found.set(key, row);
    }
  }
  return found;
}

/** A number, or the key of a project before it. */
const PLACE = /^(?:([a-z][a-z0-9]*)-)?(\d+)$/;

async function placesOf(db: ActorReader, keys: string[]): Promise<[key: string, place: Place][]> {
  const parsed = keys.map((key) => {
    const [, project, number] = PLACE.exec(key) ?? [];
    return { key, project, number: Number(number) };
  });
  const ids = await findProjectIds(
    db,
    parsed.flatMap(({ project }) => project ?? []),
  );
  return parsed.flatMap(({ key, project, number }) => {
    const project_id = project === undefined ? MAIN_PROJECT_ID : ids.get(project);
    return project_id === undefined ? [] : [[key, { project_id, number }]];
  });
}

/** The issues that have these numbers in a project, and those that had them before they were moved. */
async function findRowsIn(db: ActorReader, project_id: string, numbers: number[]): Promise<Map<number, IssueRow>> {
  const rows = await findRowsOfNumbers(db, { project_id, numbers });
  const found = new Map(rows.map((row) => [row.number, row]));
  const missing = numbers.filter((number) => !found.has(number));
  if (missing.length === 0) return found;
  const moved = await findMoved(db, { project_id, numbers: missing });
  if (moved.length === 0) return found;
  const now = await findRowsOfIds(db, { ids: moved.map(({ issue_id }) => issue_id) });
  for (const { number, issue_id } of moved) {
    const row = now.find(({ id }) => id === issue_id);
    if (row) found.set(number, row);
  }
  return found;
}

const findRowsOfNumbers = prepared((db: ActorReader, place: Bound<{ project_id: string; numbers: number[] }>) =>
  issueRows(db).where('issue.project_id', '=', place.project_id).where('issue.number', 'in', place.numbers),
);

const findMoved = prepared((db: ActorReader, place: Bound<{ project_id: string; numbers: number[] }>) =>
  unguarded(db)
    .selectFrom('issue_key')
    .select(['number', 'issue_id'])
    .where('project_id', '=', place.project_id)
    .where('number', 'in', place.numbers),
);

/** The issues of these ids that the actor may see and that are not in the bin, in any order. */
export const findRowsOfIds = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  issueRows(db).where('issue.id', 'in', ids),
);
