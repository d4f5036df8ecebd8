import { type Bound, type Highlight, highlightsOf, type TextField, type TextQuery } from '@docket/db';
import { sql } from 'kysely';
import { batches } from '../../../core/batches.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Issue } from '../../issue/schema/issue.ts';

/** Comments of an issue that are looked at, from the newest on. */
const MOST_COMMENTS = 30;

/** Issues whose comments are read at once. */
const AT_ONCE = 4;

/** Issues that the actor sees, with where in each the words of a query are. Comments are looked at when they are nowhere else. */
export async function withHighlights<One extends Issue>(
  db: ActorReader,
  issues: One[],
  query: TextQuery,
): Promise<(One & { highlights: Highlight[] })[]> {
  const found = new Map(issues.map((issue) => [issue.id, inIssue(issue, query)]));
  const others = issues.filter(({ id, comment_count }) => comment_count > 0 && found.get(id)?.length === 0);
  for (const some of batches(others, { most: AT_ONCE })) {
    for (const { issue_id, body } of await newestComments(db, { ids: some.map(({ id }) => id) })) {
      if (found.get(issue_id)?.length === 0)
        found.set(issue_id, highlightsOf(query, [{ field: 'comments', text: body }]));
    }
  }
  return issues.map((issue) => ({ ...issue, highlights: found.get(issue.id) ?? [] }));
}

function inIssue({ title, description, labels }: Issue, query: TextQuery): Highlight[] {
  return highlightsOf<TextField>(query, [
    { field: 'title', text: title },
    { field: 'description', text: description },
    ...labels.map(({ name }) => ({ field: 'labels' as const, text: name })),
  ]);
}

const newestComments = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) => {
  const [first, ...others] = ids.map((id) => {
    const ofOne = unguarded(db)
      .selectFrom('comment')
      .select(['issue_id', 'created_at', 'id', 'body'])
      .where('issue_id', '=', id)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(sql.lit(MOST_COMMENTS));
    return unguarded(db).selectFrom(ofOne.as('comment')).selectAll();
  });
  if (!first) throw new Error('No issue is named');
  const all = others.reduce((some, one) => some.unionAll(one), first);
  return unguarded(db)
    .selectFrom(all.as('comment'))
    .select(['issue_id', 'body'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
});
