import { raisedVersion } from '@docket/db';
import { type By, requireUser, type SignedInActor } from '../../core/actor.ts';
import { changesBetween } from '../../core/changes.ts';
import { recordEvent } from '../../core/events.ts';
import { newId } from '../../core/ids.ts';
import { REDACTED } from '../../core/text.ts';
import { refuseLostUpdate, refuseUnmet } from '../../core/versions.ts';
import { whenTextsAreForgotten } from '../../registers.ts';
import type { ActorWriter } from '../../visibility/handles.ts';
import { deleteFilesOf } from '../attachment/commands/gone.ts';
import { redactChanges } from '../event/commands.ts';
import { getIssueRow } from '../issue/queries/get.ts';
import { requireRight } from '../project/queries/rights.ts';
import { deleteReactionsTo } from '../reaction/commands/gone.ts';
import { getComment, getCommentRow } from './queries.ts';
import type { Comment, CreateComment, UpdateComment } from './schema.ts';

/** @throws AppError `issue_not_found`, `user_required` */
export async function createComment(db: ActorWriter, input: CreateComment, by: By<SignedInActor>): Promise<Comment> {
  const { actor, at } = by;
  const author = requireUser(actor);
  const issue = await getIssueRow(db, input.issue_id);
  requireRight(db, 'comment', { actor, project_id: issue.project_id });
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
  db.reindex(issue.id);
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
 * @throws AppError `comment_not_found`, `forbidden`, `precondition_failed`
 */
export async function updateComment(db: ActorWriter, input: UpdateComment, by: By<SignedInActor>): Promise<Comment> {
  const { actor, at } = by;
  const { id, issue_id, project_id } = await changeableComment(db, actor, input.id);
  const current = await getComment(db, id);
  const { version, body = current.body } = input;
  const changes = changesBetween({ body: current.body }, { body });
  await refuseLostUpdate(db, { in: 'comment', current, version, changes }, by);
  if (changes.length === 0) return current;
  const raised = raisedVersion(db, ['body']);
  await db
    .updateTable('comment')
    .set({ body, ...raised, updated_at: at })
    .where('id', '=', id)
    .execute();
  db.reindex(issue_id);
  await recordEvent(db, {
    type: 'comment.updated',
    subject_id: issue_id,
    project_id,
    actor,
    at,
    data: { comment_id: id, changes },
  });
  return getComment(db, id);
}

/**
 * Takes the text of a comment out for good, as `redactIssue` does those of an issue.
 *
 * @throws AppError `comment_not_found`, `precondition_failed`
 */
export async function redactComment(db: ActorWriter, input: { id: string }, by: By<SignedInActor>): Promise<Comment> {
  const { actor, at } = by;
  const { id, issue_id, project_id } = await getCommentRow(db, input.id);
  const before = await getComment(db, id);
  refuseUnmet(before, by);
  const wasInEvents = await redactChanges(db, { issue_id, fields: ['body'], comment_id: id });
  if (!wasInEvents && before.body === REDACTED) return before;
  await db
    .updateTable('comment')
    .set({ body: REDACTED, ...raisedVersion(db, ['body']), updated_at: at })
    .where('id', '=', id)
    .execute();
  db.reindex(issue_id);
  for (const forget of whenTextsAreForgotten) await forget(db, id);
  await recordEvent(db, {
    type: 'comment.redacted',
    subject_id: issue_id,
    project_id,
    actor,
    at,
    data: { comment_id: id, changes: [{ field: 'body', from: null, to: REDACTED }] },
  });
  return getComment(db, id);
}

/** @throws AppError `comment_not_found`, `forbidden`, `precondition_failed` */
export async function deleteComment(db: ActorWriter, input: { id: string }, by: By<SignedInActor>): Promise<null> {
  const { actor, at } = by;
  const { id, issue_id, project_id } = await changeableComment(db, actor, input.id);
  refuseUnmet(await getComment(db, id), by);
  await deleteFilesOf(db, { issue_id, project_id, comment_id: id }, at);
  await deleteReactionsTo(db, id);
  await db.deleteFrom('comment').where('id', '=', id).execute();
  await addToCount(db, issue_id, -1);
  db.reindex(issue_id);
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
  const { project_id, author_id } = comment;
  requireRight(db, 'change_comments', { actor, project_id, people: { author_id } });
  return comment;
}
