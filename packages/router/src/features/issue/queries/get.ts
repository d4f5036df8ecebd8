import { AppError, invalidInput } from '../../../core/errors.ts';
import { inOrderOf } from '../../../core/pagination.ts';
import { batchLoader } from '../../../procedures/batch-loader.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { Issue } from '../schema/issue.ts';
import { findRows, findRowsOfIds } from './find.ts';
import {
  type BareIssue,
  type IssueLinks,
  type IssueRow,
  issueRows,
  toBareIssue,
  toBareIssues,
  toIssues,
  withNamed,
} from './rows.ts';

/**
 * An issue that is not in the bin, by id, key or number.
 *
 * @throws AppError `issue_not_found`
 */
export async function getIssue(db: ActorReader, key: string): Promise<Issue> {
  const issue = await findIssue(db, key.toLowerCase());
  if (!issue) throw new AppError('issue_not_found');
  return issue;
}

const findIssue = batchLoader(async (db: ActorReader, keys: string[]) => {
  const found = [...(await findRows(db, keys))];
  const issues = await toIssues(
    db,
    found.map(([, row]) => row),
  );
  return new Map(found.map(([key], at) => [key, issues[at]]));
});

/** The issue of this id, for whoever knows what is linked to it, having just written that. */
export async function getIssueWith(db: ActorReader, id: string, linked: IssueLinks): Promise<Issue> {
  const [issue] = await withNamed(db, [toBareIssue(await getIssueRow(db, id), linked)]);
  if (!issue) throw new AppError('issue_not_found');
  return issue;
}

type Made = { id: string; author_id: string; content_hash: string };

/** The issue that its author made with this id and of this content, as it is now. */
export async function findMade(db: ActorReader, { id, author_id, content_hash }: Made): Promise<Issue | undefined> {
  const made = await issueRows(db)
    .where('issue.id', '=', id)
    .where('issue.author_id', '=', author_id)
    .where('issue.content_hash', '=', content_hash)
    .execute();
  const [issue] = await toIssues(db, made);
  return issue;
}

/** The issues of these ids, in any order. */
export async function findBareIssues(db: ActorReader, ids: string[]): Promise<BareIssue[]> {
  return toBareIssues(db, await issueRows(db).where('issue.id', 'in', ids).execute());
}

/**
 * The row of an issue that is not in the bin, by id, key or number.
 *
 * @throws AppError `issue_not_found`
 */
export async function getIssueRow(db: ActorReader, key: string): Promise<IssueRow> {
  const [row] = (await findRows(db, [key.toLowerCase()])).values();
  if (!row) throw new AppError('issue_not_found');
  db.look(row.project_id);
  return row;
}

/**
 * Another issue, which a field of an input names.
 *
 * @throws AppError `validation_failed` when the actor sees no such issue, or it is the same
 */
export async function findIssueNamed(
  db: ActorReader,
  field: string,
  { key, than }: { key: string; than: { id: string } },
): Promise<IssueRow> {
  const [row] = (await findRows(db, [key.toLowerCase()])).values();
  if (!row) throw invalidInput(field, `There is no issue "${key}"`, 'unknown_issue');
  if (row.id === than.id) throw invalidInput(field, 'Must be another issue', 'same_issue');
  db.look(row.project_id);
  return row;
}

/** The issues of these ids that are not in the bin, in the order of the ids. */
export async function readIssues(db: ActorReader, refs: { id: string }[]): Promise<Issue[]> {
  return toIssues(db, await readRows(db, refs));
}

/** The same without what their descriptions name. */
export async function readBareIssues(db: ActorReader, refs: { id: string }[]): Promise<BareIssue[]> {
  return toBareIssues(db, await readRows(db, refs));
}

/** The same without what is said of them elsewhere: without parents, parts and files, at which this does not look. */
export async function readLoneIssues(db: ActorReader, refs: { id: string }[]): Promise<BareIssue[]> {
  const rows = await readRows(db, refs);
  return toBareIssues(
    db,
    rows.map((row) => ({ ...row, parent_id: null, child_count: 0, attachment_count: 0 })),
  );
}

async function readRows(db: ActorReader, refs: { id: string }[]): Promise<IssueRow[]> {
  const ids = refs.map((ref) => ref.id);
  return inOrderOf(ids, await findRowsOfIds(db, { ids }), ({ id }) => id);
}
