import { type Bound, MAIN_PROJECT_ID } from '@docket/db';
import { sql } from 'kysely';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectIds } from '../../project/queries/keys.ts';

/** Where an issue is, or was. What has the same `group` is looked up together. */
export type Place = { project_id: string; group: string; number: number };

/** How rows of issues that the actor may see, and that are not in the bin, are looked up: in any order. */
export type LookUps<Row> = {
  ofIds(db: ActorReader, asked: { ids: string[] }): Promise<Row[]>;
  ofNumbers(db: ActorReader, asked: { project_id: string; numbers: number[] }): Promise<Row[]>;
};

/** A number, or the key of a project before it. */
const PLACE = /^(?:([a-z][a-z0-9]*)-)?(\d+)$/;

export function isPlace(key: string): boolean {
  return PLACE.test(key);
}

/** Where the issues of these keys are, or were, as keys have it in small letters. */
export async function placesOf(db: ActorReader, keys: string[]): Promise<[key: string, place: Place][]> {
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

/** The issues at these places, by the keys of them. */
export async function findAt<Row extends { id: string; number: number }>(
  db: ActorReader,
  places: readonly [key: string, place: Place][],
  lookUps: LookUps<Row>,
): Promise<Map<string, Row>> {
  const found = new Map<string, Row>();
  for (const asked of Map.groupBy(places, ([, { group }]) => group).values()) {
    const rows = await findInProject(
      db,
      asked.map(([, place]) => place),
      lookUps,
    );
    for (const [key, { number }] of asked) {
      const row = rows.get(number);
      if (row) found.set(key, row);
    }
  }
  return found;
}

/** The issues that have the numbers of these places in one project, and those that had them before they were moved. */
async function findInProject<Row extends { id: string; number: number }>(
  db: ActorReader,
  places: Place[],
  { ofIds, ofNumbers }: LookUps<Row>,
): Promise<Map<number, Row>> {
  const numbers = places.map(({ number }) => number);
  const project_id = places[0]?.project_id ?? '';
  const rows = sees(db.sight, project_id) ? await ofNumbers(db, { project_id, numbers }) : [];
  const found = new Map(rows.map((row) => [row.number, row]));
  const missing = numbers.filter((number) => !found.has(number));
  if (missing.length === 0) return found;
  const moved = await findMoved(db, { project_id, numbers: missing });
  if (moved.length === 0) return found;
  const now = await ofIds(db, { ids: moved.map(({ issue_id }) => issue_id) });
  for (const { number, issue_id } of moved) {
    const row = now.find(({ id }) => id === issue_id);
    if (row) found.set(number, row);
  }
  return found;
}

/** Of issues that are seen, so that those of others cost as much as none. */
const findMoved = prepared((db: ActorReader, place: Bound<{ project_id: string; numbers: number[] }>) =>
  unguarded(db)
    .selectFrom('issue_key')
    .select(['number', 'issue_id'])
    .where('project_id', '=', place.project_id)
    .where('number', 'in', place.numbers)
    .where(({ exists }) =>
      exists(db.issuesAndBin().select('issue.id').where('issue.id', '=', sql.ref<string>('issue_key.issue_id'))),
    ),
);
