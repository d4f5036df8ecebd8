import { type Bound, prepared, type Reader, type Tables } from '@docket/db';
import type { ExpressionBuilder } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { decodeCursor, encodeCursor, offsetOf, type Position, sizeOf, toPage } from '../../../core/pagination.ts';
import type { IssueList, ListIssues } from '../schema.ts';
import { type Filter, filterOf, matches } from './filter.ts';
import { issueRows, toIssues } from './rows.ts';

/**
 * Issues that match, newest first: a page of them, or what follows on a cursor.
 *
 * @throws AppError `validation_failed` when the cursor is not one of ours
 */
export async function listIssues(db: Reader, input: ListIssues, { actor }: By<SignedInActor>): Promise<IssueList> {
  const size = sizeOf(input);
  const filter = filterOf(actor, input);
  const start = input.cursor === undefined ? { offset: offsetOf(input) || undefined } : decodeCursor(input.cursor);
  // One more than asked for tells whether anything follows.
  const rows = await findMatchingRows(db, { ...filter, ...start, limit: size + 1 });

  const items = await toIssues(db, rows.slice(0, size));
  const last = rows.length > size ? items.at(-1) : undefined;
  const next_cursor = last ? encodeCursor(last) : null;
  if (input.cursor !== undefined) return { items, size, next_cursor };

  return { ...toPage(input, items, await countMatching(db, filter)), next_cursor };
}

/** From where on, and how many. */
type Place = Partial<Position> & { offset?: number | undefined; limit: number };

const findMatchingRows = prepared((db: Reader, { limit, offset, ...wanted }: Bound<Filter & Place>) => {
  const newestFirst = issueRows(db).orderBy('issue.created_at', 'desc').orderBy('issue.id', 'desc');
  if (offset === undefined) return newestFirst.where(matches(wanted)).limit(limit);
  // PostgreSQL would also join and count what is skipped.
  const page = db
    .selectFrom('issue')
    .select('issue.id')
    .where(matches(wanted))
    .orderBy('issue.created_at', 'desc')
    .orderBy('issue.id', 'desc')
    .limit(limit)
    .offset(offset);
  return newestFirst.where('issue.id', 'in', page);
});

async function countMatching(db: Reader, filter: Filter): Promise<number> {
  const [row] = await (Object.keys(filter).length > 0 ? countMatchingRows(db, filter) : countAllRows(db, {}));
  return row?.total ?? 0;
}

const countMatchingRows = prepared((db: Reader, filter: Bound<Filter>) =>
  db.selectFrom('issue').select(countOf).where(matches(filter)),
);

/** Counting a whole table is far cheaper than looking at each row, and few issues are in the bin. */
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
