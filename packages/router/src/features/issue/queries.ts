import type { Reader, Tables } from '@docket/db';
import type { ExpressionBuilder, Selectable } from 'kysely';
import type { SignedInActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { countRows, decodeCursor, encodeCursor, offsetOf, sizeOf, toPage } from '../../core/pagination.ts';
import { labelKey, toLabel } from '../label/queries.ts';
import { findUserSummaries, hasKey, SUMMARY_COLUMNS, toUserSummary } from '../user/queries.ts';
import type { Issue, IssueList, ListIssues } from './schema.ts';

type IssueRow = Selectable<Tables['issue']>;

type Filter = Pick<ListIssues, 'status' | 'priority' | 'author' | 'assignee' | 'label'>;

/**
 * Issues that match, newest first: a page of them, or what follows on a cursor.
 *
 * @throws AppError `validation_failed` when the cursor is not one of ours
 */
export async function listIssues(db: Reader, actor: SignedInActor, input: ListIssues): Promise<IssueList> {
  const size = sizeOf(input);
  const matching = db.selectFrom('issue').where(notDeleted).where(matchesFilter(actor, input));
  const inOrder = matching.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
  // One more than asked for tells whether anything follows.
  const rows = await (input.cursor === undefined
    ? inOrder.offset(offsetOf(input))
    : inOrder.where(olderThan(input.cursor))
  )
    .limit(size + 1)
    .execute();

  const items = await toIssues(db, rows.slice(0, size));
  const last = rows.length > size ? items.at(-1) : undefined;
  const next_cursor = last ? encodeCursor(last) : null;
  if (input.cursor !== undefined) return { items, size, next_cursor };

  return { ...toPage(input, items, await countRows(matching)), next_cursor };
}

/** @throws AppError `issue_not_found` */
export async function getIssue(db: Reader, key: string): Promise<Issue> {
  const [issue] = await toIssues(db, [await getIssueRow(db, key)]);
  if (!issue) throw new AppError('issue_not_found');
  return issue;
}

/** The issues of these ids, in any order. */
export async function findIssues(db: Reader, ids: string[]): Promise<Issue[]> {
  return toIssues(db, await db.selectFrom('issue').selectAll().where('id', 'in', ids).execute());
}

/**
 * The row of an issue that is not in the bin, by id or by number.
 *
 * @throws AppError `issue_not_found`
 */
export async function getIssueRow(db: Reader, key: string): Promise<IssueRow> {
  const query = db.selectFrom('issue').selectAll().where(notDeleted);
  const row = await (/^\d+$/.test(key)
    ? query.where('number', '=', Number(key))
    : query.where('id', '=', key.toLowerCase())
  ).executeTakeFirst();
  if (!row) throw new AppError('issue_not_found');
  return row;
}

/** The highest number that was ever given. */
export async function lastIssueNumber(db: Reader): Promise<number> {
  const counter = db.selectFrom('counter').select('value').where('name', '=', 'issue');
  return (await counter.executeTakeFirstOrThrow()).value;
}

type IssueExpressions = ExpressionBuilder<Tables, 'issue'>;

function notDeleted(eb: IssueExpressions) {
  return eb('issue.deleted_at', 'is', null);
}

function olderThan(cursor: string) {
  const { created_at, id } = decodeCursor(cursor);
  return (eb: IssueExpressions) => eb(eb.refTuple('issue.created_at', 'issue.id'), '<', eb.tuple(created_at, id));
}

function matchesFilter(actor: SignedInActor, filter: Filter) {
  return (eb: IssueExpressions) => {
    const conditions = [];
    if (filter.status?.length) conditions.push(eb('issue.status', 'in', filter.status));
    if (filter.priority?.length) conditions.push(eb('issue.priority', 'in', filter.priority));
    if (filter.author) conditions.push(eb('issue.author_id', 'in', usersNamed(eb, actor, filter.author)));
    if (filter.assignee === 'none') conditions.push(eb.not(eb.exists(assigneesOf(eb))));
    else if (filter.assignee) {
      const wanted = usersNamed(eb, actor, filter.assignee);
      conditions.push(eb.exists(assigneesOf(eb).where('issue_assignee.user_id', 'in', wanted)));
    }
    for (const key of new Set(filter.label?.map(labelKey))) conditions.push(hasLabel(eb, key));
    return eb.and(conditions);
  };
}

function assigneesOf(eb: IssueExpressions) {
  return eb
    .selectFrom('issue_assignee')
    .select('issue_assignee.user_id')
    .whereRef('issue_assignee.issue_id', '=', 'issue.id');
}

function hasLabel(eb: IssueExpressions, key: string) {
  return eb.exists(
    eb
      .selectFrom('issue_label')
      .innerJoin('label', 'label.id', 'issue_label.label_id')
      .select('label.id')
      .whereRef('issue_label.issue_id', '=', 'issue.id')
      .where('label.name_key', '=', key),
  );
}

/** The user of this id or username; `me` is who asks. */
function usersNamed(eb: IssueExpressions, actor: SignedInActor, key: string) {
  const users = eb.selectFrom('user').select('user.id');
  if (key === 'me') return users.where('user.id', '=', actor.kind === 'user' ? actor.id : '');
  return users.where(hasKey(key));
}

/** Issues with all that belongs to them, in four queries however many they are. */
async function toIssues(db: Reader, rows: IssueRow[]): Promise<Issue[]> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const authors = await findUserSummaries(
    db,
    rows.map((row) => row.author_id),
  );
  const assignees = await findAssignees(db, ids);
  const labels = await findLabels(db, ids);
  const counts = await countComments(db, ids);
  return rows.map((row) => {
    const author = authors.get(row.author_id);
    if (!author) throw new Error(`issue ${row.id} has no author`);
    const { id, number, title, description, priority, status, version, created_at, updated_at, closed_at } = row;
    return {
      id,
      number,
      title,
      description,
      priority,
      status,
      author,
      assignees: (assignees.get(id) ?? []).map(toUserSummary),
      labels: (labels.get(id) ?? []).map(toLabel),
      comment_count: counts.get(id) ?? 0,
      version,
      created_at,
      updated_at,
      closed_at,
    };
  });
}

async function findAssignees(db: Reader, issueIds: string[]) {
  const rows = await db
    .selectFrom('issue_assignee')
    .innerJoin('user', 'user.id', 'issue_assignee.user_id')
    .select(SUMMARY_COLUMNS)
    .select('issue_assignee.issue_id')
    .where('issue_assignee.issue_id', 'in', issueIds)
    .orderBy('user.id')
    .execute();
  return Map.groupBy(rows, (row) => row.issue_id);
}

async function findLabels(db: Reader, issueIds: string[]) {
  const rows = await db
    .selectFrom('issue_label')
    .innerJoin('label', 'label.id', 'issue_label.label_id')
    .selectAll('label')
    .select('issue_label.issue_id')
    .where('issue_label.issue_id', 'in', issueIds)
    .orderBy('label.name_key')
    .execute();
  return Map.groupBy(rows, (row) => row.issue_id);
}

async function countComments(db: Reader, issueIds: string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('comment')
    .select((eb) => ['issue_id', eb.fn.countAll<number>().as('count')])
    .where('issue_id', 'in', issueIds)
    .groupBy('issue_id')
    .execute();
  return new Map(rows.map((row) => [row.issue_id, row.count]));
}
