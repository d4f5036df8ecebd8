import { type By, requireUser, type SignedInActor } from '../../../core/actor.ts';
import { newId } from '../../../core/ids.ts';
import { type ActorWriter, unguarded } from '../../../visibility/handles.ts';
import { getCommentRow } from '../../comment/queries.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { reactionsIn, withMore } from '../queries/counts.ts';
import type { ReactionCounts, ReactToComment, ReactToIssue } from '../schema/inputs.ts';
import type { ReactionName } from '../schema/reactions.ts';
import { type Subject, writeCounts } from './counts.ts';

/** @throws AppError `issue_not_found`, `user_required`, `forbidden`, `project_archived` */
export async function reactToIssue(
  db: ActorWriter,
  input: ReactToIssue,
  by: By<SignedInActor>,
): Promise<ReactionCounts> {
  return react(db, { ...(await issueNamed(db, input.id)), name: input.name, isSaid: true }, by);
}

/** @throws AppError as `reactToIssue` */
export async function unreactToIssue(
  db: ActorWriter,
  input: ReactToIssue,
  by: By<SignedInActor>,
): Promise<ReactionCounts> {
  return react(db, { ...(await issueNamed(db, input.id)), name: input.name, isSaid: false }, by);
}

/** @throws AppError `comment_not_found`, `user_required`, `forbidden`, `project_archived` */
export async function reactToComment(
  db: ActorWriter,
  input: ReactToComment,
  by: By<SignedInActor>,
): Promise<ReactionCounts> {
  return react(db, { ...(await commentNamed(db, input.id)), name: input.name, isSaid: true }, by);
}

/** @throws AppError as `reactToComment` */
export async function unreactToComment(
  db: ActorWriter,
  input: ReactToComment,
  by: By<SignedInActor>,
): Promise<ReactionCounts> {
  return react(db, { ...(await commentNamed(db, input.id)), name: input.name, isSaid: false }, by);
}

type Reacting = Subject & { reactions: string | null; name: ReactionName; isSaid: boolean };

async function issueNamed(db: ActorWriter, key: string) {
  const { id: issue_id, project_id, reactions } = await getIssueRow(db, key);
  return { issue_id, project_id, comment_id: null, reactions };
}

async function commentNamed(db: ActorWriter, id: string) {
  const { issue_id, project_id, reactions } = await getCommentRow(db, id);
  return { issue_id, project_id, comment_id: id, reactions };
}

/** Makes it so that the actor says this, or does not: what is so already stays. Whoever may comment may. */
async function react(
  db: ActorWriter,
  { name, isSaid, reactions, ...subject }: Reacting,
  by: By<SignedInActor>,
): Promise<ReactionCounts> {
  const { id: user_id } = requireUser(by.actor);
  const { issue_id, project_id, comment_id } = subject;
  requireRight(db, 'comment', { actor: by.actor, project_id });
  const before = reactionsIn(reactions);
  const said = await unguarded(db)
    .selectFrom('reaction')
    .select('id')
    .where('issue_id', '=', issue_id)
    .where('comment_id', comment_id === null ? 'is' : '=', comment_id)
    .where('user_id', '=', user_id)
    .where('name', '=', name)
    .executeTakeFirst();
  if ((said !== undefined) === isSaid) return { reactions: before };
  if (said) await db.deleteFrom('reaction').where('id', '=', said.id).execute();
  else {
    const row = { id: newId(), issue_id, comment_id, user_id, name, created_at: by.at };
    await db.insertInto('reaction').values(row).execute();
  }
  const now = withMore(before, name, isSaid ? 1 : -1);
  await writeCounts(db, subject, now, by);
  return { reactions: now };
}
