import type { By, SignedInActor } from '../../../core/actor.ts';
import { unguarded, type Writer } from '../../../visibility/handles.ts';
import { reactionsIn, withMore } from '../queries/counts.ts';
import type { ReactionName } from '../schema/reactions.ts';
import { writeCounts } from './counts.ts';

/** So many are taken off in one transaction. */
const TOGETHER = 100;

/** Takes some reactions of a deleted user off what they are to. Answers whether there may be more. */
export async function takeOffReactions(db: Writer, user_id: string, by: By<SignedInActor>): Promise<boolean> {
  const rows = await unguarded(db)
    .selectFrom('reaction')
    .innerJoin('issue', 'issue.id', 'reaction.issue_id')
    .leftJoin('comment', 'comment.id', 'reaction.comment_id')
    .select(['reaction.id', 'reaction.issue_id', 'reaction.comment_id', 'reaction.name', 'issue.project_id'])
    .select(['issue.reactions as of_issue', 'comment.reactions as of_comment'])
    .where('reaction.user_id', '=', user_id)
    .limit(TOGETHER)
    .execute();
  if (rows.length === 0) return false;
  const ids = rows.map(({ id }) => id);
  await db.deleteFrom('reaction').where('id', 'in', ids).execute();
  for (const [first, ...others] of Map.groupBy(rows, ({ issue_id, comment_id }) => comment_id ?? issue_id).values()) {
    if (!first) continue;
    const { issue_id, project_id, comment_id, of_issue, of_comment } = first;
    const names = [first, ...others].map(({ name }) => name as ReactionName); // as the table has it
    const before = reactionsIn(comment_id === null ? of_issue : of_comment);
    const now = names.reduce((reactions, name) => withMore(reactions, name, -1), before);
    await writeCounts(db, { issue_id, project_id, comment_id }, now, by);
  }
  return rows.length === TOGETHER;
}
