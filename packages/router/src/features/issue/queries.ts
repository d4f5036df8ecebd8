import { prepared, type Reader, type Tables } from '@docket/db';
import type { ExpressionBuilder, Selectable } from 'kysely';
import type { SignedInActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { decodeCursor, encodeCursor, offsetOf, type Position, sizeOf, toPage } from '../../core/pagination.ts';
import { together } from '../../core/together.ts';
import { toLabel } from '../label/queries.ts';
import { findUserSummaries, SUMMARY_COLUMNS, toUserSummary } from '../user/queries.ts';
import { type Filter, filterOf, matches, notDeleted } from './filter.ts';
import type { Issue, IssueList, ListIssues } from './schema.ts';

const COLUMNS = [
  'issue.id',
  'issue.number',
  'issue.title',
  'issue.description',
  'issue.priority',
  'issue.status',
  'issue.author_id',
  'issue.version',
  'issue.created_at',
  'issue.updated_at',
  'issue.closed_at',
] as const;

type IssueRow = Omit<Selectable<Tables['issue']>, 'imported_from' | 'deleted_at'>;

/**
 * Issues that match, newest first: a page of them, or what follows on a cursor.
 *
 * @throws AppError `validation_failed` when the cursor is not one of ours
 */
export async function listIssues(db: Reader, actor: SignedInActor, input: ListIssues): Promise<IssueList> {
  const size = sizeOf(input);
  const filter = filterOf(actor, input);
  const start = input.cursor === undefined ? { offset: offsetOf(input) } : decodeCursor(input.cursor);
  // One more than asked for tells whether anything follows.
  const rows = await findMatchingRows(db, { ...filter, ...start, limit: size + 1 });

  const items = await toIssues(db, rows.slice(0, size));
  const last = rows.length > size ? items.at(-1) : undefined;
  const next_cursor = last ? encodeCursor(last) : null;
  if (input.cursor !== undefined) return { items, size, next_cursor };

  return { ...toPage(input, items, await countMatching(db, filter)), next_cursor };
}

/**
 * An issue that is not in the bin, by id or by number.
 *
 * @throws AppError `issue_not_found`
 */
export async function getIssue(db: Reader, key: string): Promise<Issue> {
  const issue = await findIssue(db, key.toLowerCase());
  if (!issue) throw new AppError('issue_not_found');
  return issue;
}

const findIssue = together(async (db: Reader, keys: string[]) => {
  const issues = await toIssues(db, await findRows(db, keys));
  return new Map(issues.flatMap((issue) => [[issue.id, issue] as const, [String(issue.number), issue] as const]));
});

/** The issues of these ids, in any order. */
export async function findIssues(db: Reader, ids: string[]): Promise<Issue[]> {
  return toIssues(db, await db.selectFrom('issue').select(COLUMNS).where('id', 'in', ids).execute());
}

/**
 * The row of an issue that is not in the bin, by id or by number.
 *
 * @throws AppError `issue_not_found`
 */
export async function getIssueRow(db: Reader, key: string): Promise<IssueRow> {
  const [row] = await findRows(db, [key.toLowerCase()]);
  if (!row) throw new AppError('issue_not_found');
  return row;
}

async function findRows(db: Reader, keys: string[]): Promise<IssueRow[]> {
  const numbers = keys.filter((key) => /^\d+$/.test(key)).map(Number);
  const byNumber = numbers.length > 0 ? await findRowsOfNumbers(db, { numbers }) : [];
  if (numbers.length === keys.length) return byNumber;
  const ids = keys.filter((key) => !/^\d+$/.test(key));
  return [...byNumber, ...(await findRowsOfIds(db, { ids }))];
}

const findRowsOfNumbers = prepared((db: Reader, { numbers }: { numbers: number[] }) =>
  db.selectFrom('issue').select(COLUMNS).where('number', 'in', numbers).where(notDeleted),
);

const findRowsOfIds = prepared((db: Reader, { ids }: { ids: string[] }) =>
  db.selectFrom('issue').select(COLUMNS).where('id', 'in', ids).where(notDeleted),
);

/** The highest number that was ever given. */
export async function lastIssueNumber(db: Reader): Promise<number> {
  const counter = db.selectFrom('counter').select('value').where('name', '=', 'issue');
  return (await counter.executeTakeFirstOrThrow()).value;
}

/** From where on, and how many. */
type Place = Partial<Position> & { offset?: number; limit: number };

const findMatchingRows = prepared((db: Reader, { limit, offset, created_at, id, ...filter }: Filter & Place) =>
  db
    .selectFrom('issue')
    .select(COLUMNS)
    .where(notDeleted)
    .where(matches(filter))
    .$if(created_at !== undefined && id !== undefined, (query) =>
      query.where((eb) => eb(eb.refTuple('issue.created_at', 'issue.id'), '<', eb.tuple(created_at ?? '', id ?? ''))),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .$if(offset !== undefined, (query) => query.offset(offset ?? 0)),
);

async function countMatching(db: Reader, filter: Filter): Promise<number> {
  const [row] = await (Object.keys(filter).length > 0 ? countMatchingRows(db, filter) : countAllRows(db, {}));
  return row?.total ?? 0;
}

const countMatchingRows = prepared((db: Reader, filter: Filter) =>
  db.selectFrom('issue').select(countOf).where(notDeleted).where(matches(filter)),
);

/** To count a whole table takes SQLite 10 µs for 100,000 rows, and to look at each row 17 ms; few are in the bin. */
const countAllRows = prepared((db: Reader) =>
  db
    .selectFrom([
      (eb) => eb.selectFrom('issue').select(countOf).as('every'),
      (eb) => eb.selectFrom('issue').select(countOf).where('deleted_at', 'is not', null).as('binned'),
    ])
    .select((eb) => eb('every.total', '-', eb.ref('binned.total')).as('total')),
);

function countOf(eb: ExpressionBuilder<Tables, 'issue'>) {
  return eb.fn.countAll<number>().as('total');
}

/** Issues with all that belongs to them, in four queries however many they are. */
async function toIssues(db: Reader, rows: IssueRow[]): Promise<Issue[]> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const authors = await findUserSummaries(
    db,
    rows.map((row) => row.author_id),
  );
  const assignees = Map.groupBy(await findAssignees(db, { ids }), (row) => row.issue_id);
  const labels = Map.groupBy(await findLabels(db, { ids }), (row) => row.issue_id);
  const counts = new Map((await countComments(db, { ids })).map((row) => [row.issue_id, row.count]));
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

const findAssignees = prepared((db: Reader, { ids }: { ids: string[] }) =>
  db
    .selectFrom('issue_assignee')
    .innerJoin('user', 'user.id', 'issue_assignee.user_id')
    .select(SUMMARY_COLUMNS)
    .select('issue_assignee.issue_id')
    .where('issue_assignee.issue_id', 'in', ids)
    .orderBy('user.id'),
);

const findLabels = prepared((db: Reader, { ids }: { ids: string[] }) =>
  db
    .selectFrom('issue_label')
    .innerJoin('label', 'label.id', 'issue_label.label_id')
    .selectAll('label')
    .select('issue_label.issue_id')
    .where('issue_label.issue_id', 'in', ids)
    .orderBy('label.name_key'),
);

const countComments = prepared((db: Reader, { ids }: { ids: string[] }) =>
  db
    .selectFrom('comment')
    .select((eb) => ['issue_id', eb.fn.countAll<number>().as('count')])
    .where('issue_id', 'in', ids)
    .groupBy('issue_id'),
);
