import { type Highlight, highlightsOf, type TextField, type TextQuery } from '@docket/db';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { Issue } from '../../issue/schema/issue.ts';

/** Comments of an issue that are looked at, from the newest on. */
const MOST_COMMENTS = 30;

/** Where in an issue the words of a query are. Comments are looked at when they are nowhere else. */
export async function highlightsIn(db: ActorReader, issue: Issue, query: TextQuery): Promise<Highlight[]> {
  const ofIssue = highlightsOf<TextField>(query, [
    { field: 'title', text: issue.title },
    { field: 'description', text: issue.description },
    ...issue.labels.map(({ name }) => ({ field: 'labels' as const, text: name })),
  ]);
  if (ofIssue.length > 0 || issue.comment_count === 0) return ofIssue;
  for (const { body } of await newestComments(db, issue)) {
    const found = highlightsOf(query, [{ field: 'comments', text: body }]);
    if (found.length > 0) return found;
  }
  return [];
}

function newestComments(db: ActorReader, { id, project }: Issue): Promise<{ body: string }[]> {
  return db
    .commentsOn({ id, project_id: project.id })
    .select('comment.body')
    .orderBy('comment.created_at', 'desc')
    .orderBy('comment.id', 'desc')
    .limit(MOST_COMMENTS)
    .execute();
}
