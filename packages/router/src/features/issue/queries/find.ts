import type { Bound } from '@docket/db';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { findAt, isPlace, placesOf } from './places.ts';
import { type IssueRow, issueRows } from './rows.ts';

/**
 * The issues that the actor may see and that are not in the bin, by what they are asked for: an id, a key such as
 * `web-12`, or a number in the main project. A key leads to its issue for ever: also when its project has another one
 * now, and when the issue was moved to another project. Keys in a project that is not seen cost as much as in none.
 */
export async function findRows(db: ActorReader, keys: string[]): Promise<Map<string, IssueRow>> {
  const { ids = [], places = [] } = Object.groupBy(keys, (key) => (isPlace(key) ? 'places' : 'ids'));
  const found = new Map<string, IssueRow>();
  if (ids.length > 0) for (const row of await findRowsOfIds(db, { ids })) found.set(row.id, row);
  if (places.length === 0) return found;
  const lookUps = { ofIds: findRowsOfIds, ofNumbers: findRowsOfNumbers };
  for (const [key, row] of await findAt(db, await placesOf(db, places), lookUps)) found.set(key, row);
  return found;
}

const findRowsOfNumbers = prepared((db: ActorReader, place: Bound<{ project_id: string; numbers: number[] }>) =>
  issueRows(db).where('issue.project_id', '=', place.project_id).where('issue.number', 'in', place.numbers),
);

/** The issues of these ids that the actor may see and that are not in the bin, in any order. */
export const findRowsOfIds = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  issueRows(db).where('issue.id', 'in', ids),
);
