import { type RawBuilder, sql } from 'kysely';
import { type Reader, unguarded } from '../../../visibility/handles.ts';
import type { Tie } from '../schema.ts';

/** Someone who takes part in an issue, or has said whether to watch it. */
export type TieRow = {
  issue_id: string;
  user_id: string;
  as: Tie;
  /** Since when; null: that is not known. */
  since: string | null;
};

/** All ties of users to these issues, or of one user: once for each way in which a user takes part. */
export function tiesTo(db: Reader, issue_ids: readonly string[], { user_id }: { user_id?: string } = {}) {
  const rows = (
    table: 'issue' | 'issue_assignee' | 'comment' | 'mention' | 'watch',
    as: Tie,
    since: RawBuilder<string | null>,
  ) => {
    const issue = table === 'issue' ? 'id' : 'issue_id';
    const user = table === 'issue' || table === 'comment' ? 'author_id' : 'user_id';
    return unguarded(db)
      .selectFrom(table)
      .select([sql.ref<string>(issue).as('issue_id'), sql.ref<string>(user).as('user_id')])
      .select([sql.lit(as).as('as'), since.as('since')])
      .where(sql.ref<string>(issue), 'in', issue_ids)
      .$if(user_id !== undefined, (query) => query.where(sql.ref<string>(user), '=', user_id ?? ''));
  };
  const said = (is_watching: 0 | 1, as: Tie) =>
    rows('watch', as, sql`created_at`).where(sql.ref<number>('is_watching'), '=', is_watching);
  const commented = rows('comment', 'comment', sql`min(created_at)`).groupBy([
    sql.ref('issue_id'),
    sql.ref('author_id'),
  ]);
  return rows('issue', 'author', sql`created_at`)
    .union(rows('issue_assignee', 'assigned', sql`null`))
    .union(rows('mention', 'mention', sql`null`))
    .union(commented)
    .union(said(1, 'asked'))
    .union(said(0, 'ignores'));
}
