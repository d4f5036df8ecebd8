import { merged, type Tables } from '@docket/db';
import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { mostBytes } from '../../../core/answer-size.ts';
import { byTime, inOrderOf, type List, type Position, readList } from '../../../core/pagination.ts';
import { MOST_LOOKED_UP } from '../../../core/schema.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import type { ListRelations, Relation } from '../schema.ts';
import { toRelation, wholeRows } from './rows.ts';

/**
 * What an issue is to others that the actor sees, the oldest relation first.
 *
 * @throws AppError `issue_not_found`
 */
export async function listRelations(db: ActorReader, input: ListRelations): Promise<List<Relation>> {
  const { id } = await getIssueRow(db, input.id);
  const other = db.issues().select('issue.id').where('issue.id', '=', sql.ref<string>('candidate.other'));
  const places = walkIndex(db, {
    cursors: byTime(`relations-of-${id}`),
    most: MOST_LOOKED_UP,
    walk: (after) => walk(db, id, after),
    matches: () => sql<SqlBool>`(${other}) is not null`,
  });
  return readList(input, {
    ...places,
    weigh: ({ issue }) => mostBytes(issue.title),
    async read(keys) {
      const ids = keys.map((key) => key.id);
      const rows = await wholeRows(db, id).where('issue_relation.id', 'in', ids).execute();
      return inOrderOf(ids, rows, (row) => row.relation_id).map((row) => toRelation(db, row, id));
    },
  });
}

type Candidate = Position & { other: string };

/** Those on both of its sides, whoever may see the other ones. */
function walk(db: ActorReader, id: string, after: Position | undefined) {
  const sides = [['issue_id', 'other_id'] as const, ['other_id', 'issue_id'] as const];
  const parts = sides.map(([mine, other]) =>
    unguarded(db)
      .selectFrom('issue_relation')
      .select(['created_at', 'id', `${other} as other`])
      .where(mine, '=', id)
      .where(comesAfter(after)),
  );
  type Part = SelectQueryBuilder<Tables, keyof Tables, Candidate>;
  return merged(unguarded(db), parts as unknown as Part[], {
    by: ['created_at', 'id'],
    isAscending: true,
    most: MOST_LOOKED_UP,
  });
}
