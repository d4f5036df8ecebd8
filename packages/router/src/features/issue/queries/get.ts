import type { Bound } from '@docket/db';
import { AppError } from '../../../core/errors.ts';
import { inOrderOf } from '../../../core/pagination.ts';
import { batchLoader } from '../../../procedures/batch-loader.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue } from '../schema.ts';
import { type IssueLinks, type IssueRow, issueRows, toIssue, toIssues } from './rows.ts';

/**
 * An issue that is not in the bin, by id or by number.
 *
 * @throws AppError `issue_not_found`
 */
export async function getIssue(db: ActorReader, key: string): Promise<Issue> {
  const issue = await findIssue(db, key.toLowerCase());
  if (!issue) throw new AppError('issue_not_found');
  return issue;
}

const findIssue = batchLoader(async (db: ActorReader, keys: string[]) => {
  const found = new Map<string, Issue>();
  for (const issue of await toIssues(db, await findRows(db, keys))) {
    found.set(issue.id, issue).set(String(issue.number), issue);
  }
  return found;
});

/** The issue of this id, for whoever knows what is linked to it, having just written that. */
export async function getIssueWith(db: ActorReader, id: string, linked: IssueLinks): Promise<Issue> {
  return toIssue(await getIssueRow(db, id), linked);
}

/** The issues of these ids, in any order. */
export async function findIssues(db: ActorReader, ids: string[]): Promise<Issue[]> {
  return toIssues(db, await issueRows(db).where('issue.id', 'in', ids).execute());
}

/**
 * The row of an issue that is not in the bin, by id or by number.
 *
 * @throws AppError `issue_not_found`
 */
export async function getIssueRow(db: ActorReader, key: string): Promise<IssueRow> {
  const [row] = await findRows(db, [key.toLowerCase()]);
  if (!row) throw new AppError('issue_not_found');
  return row;
}

async function findRows(db: ActorReader, keys: string[]): Promise<IssueRow[]> {
  const { numbers = [], ids = [] } = Object.groupBy(keys, (key) => (/^\d+$/.test(key) ? 'numbers' : 'ids'));
  const byNumber = numbers.length > 0 ? await findRowsOfNumbers(db, { numbers: numbers.map(Number) }) : [];
  return ids.length > 0 ? [...byNumber, ...(await findRowsOfIds(db, { ids }))] : byNumber;
}

const findRowsOfNumbers = prepared((db: ActorReader, { numbers }: Bound<{ numbers: number[] }>) =>
  issueRows(db).where('issue.number', 'in', numbers),
);

/** The issues of these ids that are not in the bin, in the order of the ids. */
export async function readIssues(db: ActorReader, refs: { id: string }[]): Promise<Issue[]> {
  const ids = refs.map((ref) => ref.id);
  const rows = await findRowsOfIds(db, { ids });
  return toIssues(
    db,
    inOrderOf(ids, rows, ({ id }) => id),
  );
}

const findRowsOfIds = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  issueRows(db).where('issue.id', 'in', ids),
);

/** The highest number that was ever given. */
export async function lastIssueNumber(db: ActorReader): Promise<number> {
  const counter = db.selectFrom('counter').select('value').where('name', '=', 'issue');
  return (await counter.executeTakeFirstOrThrow()).value;
}
