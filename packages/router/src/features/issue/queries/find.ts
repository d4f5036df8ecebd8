import { type Bound, MAIN_PROJECT_ID } from '@docket/db';
import { sql } from 'kysely';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { type IssueRow, issueRows } from './rows.ts';

/** Where an issue is, or was. What has the same `group` is looked up together. */
type Place = { project_id: string; group: string; number: number };

/**
 * The issues that the actor may see and that are not in the bin, by what they are asked for: an id, a key such as
 * `web-12`, or a number in the main project. A key leads to its issue for ever: also when its project has another one
 * now, and when the issue was moved to another project. Keys in a project that is not seen cost as much as in none.
 */
export async function findRows(db: ActorReader, keys: string[]): Promise<Map<string, IssueRow>> {
  const { ids = [], others = [] } = Object.groupBy(keys, (key) => (PLACE.test(key) ? 'others' : 'ids'));
  const found = new Map<string, IssueRow>();
  if (ids.length > 0) for (const row of await findRowsOfIds(db, { ids })) found.set(row.id, row);
  if (others.length === 0) return found;
  const places = await placesOf(db, others);
  for (const asked of Map.groupBy(places, ([, { group }]) => group).values()) {
    const rows = await findRowsIn(
      db,
      asked.map(([, place]) => place),
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
  return parsed.map(({ key, project, number }) => {
    const project_id = project === undefined ? MAIN_PROJECT_ID : (ids.get(project) ?? '');
    const group = project === undefined || sees(db.sight, project_id) ? project_id : project;
    return [key, { project_id, group, number }];
  });
}

/** The issues that have the numbers of these places in one project, and those that had them before they were moved. */
async function findRowsIn(db: ActorReader, places: Place[]): Promise<Map<number, IssueRow>> {
  const numbers = places.map(({ number }) => number);
  const project_id = places[0]?.project_id ?? '';
  const rows = sees(db.sight, project_id) ? await findRowsOfNumbers(db, { project_id, numbers }) : [];
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

/** Of issues that are seen, so that those of others cost as much as none. */
const findMoved = prepared((db: ActorReader, place: Bound<{ project_id: string; numbers: number[] }>) =>
  unguarded(db)
    .selectFrom('issue_key')
    .select(['number', 'issue_id'])
    .where('project_id', '=', place.project_id)
    .where('number', 'in', place.numbers)
    .where(({ exists }) =>
      exists(db.issues().select('issue.id').where('issue.id', '=', sql.ref<string>('issue_key.issue_id'))),
    ),
);

/** The issues of these ids that the actor may see and that are not in the bin, in any order. */
export const findRowsOfIds = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  issueRows(db).where('issue.id', 'in', ids),
);
