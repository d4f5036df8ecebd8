import { type By, requireUser, type SignedInActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { recordEvent } from '../../core/events.ts';
import { newId } from '../../core/ids.ts';
import type { ActorWriter } from '../../visibility/handles.ts';
import { getIssueRow } from '../issue/queries/get.ts';
import { canChangeComment } from './policy.ts';
import { getComment, getCommentRow } from './queries.ts';
import type { Comment, CreateComment, UpdateComment } from './schema.ts';

/** @throws AppError `issue_not_found`, `user_required` */
export async function createComment(db: ActorWriter, input: CreateComment, by: By<SignedInActor>): Promise<Comment> {
  const { actor, at } = by;
  const author = requireUser(actor);
  const issue = await getIssueRow(db, input.issue_id);
  const comment_id = newId();
  await db
    .insertInto('comment')
    .values({
      id: comment_id,
      issue_id: issue.id,
      author_id: author.id,
      body: input.body,
      created_at: at,
      updated_at: at,
    })
    .execute();
  await addToCount(db, issue.id, 1);
  await recordEvent(db, {
    type: 'comment.created',
    subject_id: issue.id,
    project_id: issue.project_id,
    actor,
    at,
    data: { comment_id },
  });
  return getComment(db, comment_id);
}

/**
 * Replaces the text of a comment. The history of the issue keeps the old one as long as there is the comment.
 *
 * @throws AppError `comment_not_found`, `forbidden`
 */
export async function updateComment(db: ActorWriter, input: UpdateComment, by: By<SignedInActor>): Promise<Comment> {
  const { actor, at } = by;
  const before = await changeableComment(db, actor, input.id);
  const { body = before.body } = input;
  if (before.body === body) return getComment(db, before.id);
  await db.updateTable('comment').set({ body, updated_at: at }).where('id', '=', before.id).execute();
  const changes = [{ field: 'body', from: before.body, to: body }];
  const data = { comment_id: before.id, changes };
  await recordEvent(db, {
    type: 'comment.updated',
    subject_id: before.issue_id,
    project_id: before.project_id,
    actor,
    at,
    data,
  });
  return getComment(db, before.id);
}

/** @throws AppError `comment_not_found`, `forbidden` */
export async function deleteComment(db: ActorWriter, input: { id: string }, by: By<SignedInActor>): Promise<null> {
  const { actor, at } = by;
  const { id, issue_id, project_id } = await changeableComment(db, actor, input.id);
  await db.deleteFrom('comment').where('id', '=', id).execute();
  await addToCount(db, issue_id, -1);
  await recordEvent(db, {
    type: 'comment.deleted',
    subject_id: issue_id,
    project_id,
    actor,
    at,
    data: { comment_id: id },
  });
  return null;
}

/** Counted here, and not by each list that shows the issue. */
async function addToCount(db: ActorWriter, issue_id: string, more: number): Promise<void> {
  await db
    .updateTable('issue')
    .set((eb) => ({ comment_count: eb('comment_count', '+', more) }))
    .where('id', '=', issue_id)
    .execute();
}

async function changeableComment(db: ActorWriter, actor: SignedInActor, id: string) {
  const comment = await getCommentRow(db, id);
  if (!canChangeComment(actor, comment)) throw new AppError('forbidden');
  return comment;
}
