import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { mostBytes } from '../../core/answer-size.ts';
import { AppError } from '../../core/errors.ts';
import { byTime, inOrderOf, type List, type Position, readList, toTotal } from '../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../core/walk.ts';
import type { ActorReader } from '../../visibility/handles.ts';
import { attachmentsOnComments } from '../attachment/queries/belonging.ts';
import { weighAttachment } from '../attachment/queries/rows.ts';
import { getIssueRow } from '../issue/queries/get.ts';
import { findNamed, type Named, weighNamed } from '../issue/queries/named.ts';
import { reactionsIn } from '../reaction/queries/counts.ts';
import { findUserSummaries, weighUser } from '../user/queries.ts';
import type { Comment, ListComments } from './schema.ts';

type CommentRow = Selectable<Tables['comment']>;

/**
 * Comments on an issue, the oldest first.
 *
 * @throws AppError `issue_not_found`
 */
export async function listComments(db: ActorReader, input: ListComments): Promise<List<Comment>> {
  const issue = await getIssueRow(db, input.issue_id);
  const places = walkIndex(db, {
    cursors: byTime(`comments-on-${issue.id}`),
    walk: (after) => placesOf(db, issue, after),
  });
  return readList(input, {
    ...places,
    count: async () => toTotal(issue.comment_count),
    weigh: weighComment,
    async read(keys) {
      const ids = keys.map(({ id }) => id);
      const rows = await db.commentsOn(issue).selectAll().where('id', 'in', ids).execute();
      return toComments(
        db,
        inOrderOf(ids, rows, ({ id }) => id),
        issue,
      );
    },
  });
}

/** More bytes than a comment can have in an answer. */
function weighComment(comment: Comment): number {
  const { author, body, attachments } = comment;
  const files = attachments.reduce((sum, file) => sum + weighAttachment(file), 0);
  return files + weighNamed(comment) + weighUser(author) + mostBytes(body);
}

function placesOf(db: ActorReader, issue: { id: string; project_id: string }, after: Position | undefined) {
  return db.commentsOn(issue).select(['created_at', 'id']).where(comesAfter(after)).orderBy('created_at').orderBy('id');
}

/** @throws AppError `comment_not_found` */
export async function getComment(db: ActorReader, id: string): Promise<Comment> {
  const row = await getCommentRow(db, id);
  const [comment] = await toComments(db, [row], row);
  if (!comment) throw new AppError('comment_not_found');
  return comment;
}

/**
 * The row of a comment whose issue is not in the bin.
 *
 * @throws AppError `comment_not_found`
 */
export async function getCommentRow(db: ActorReader, id: string): Promise<CommentRow & OfIssue> {
  const row = await db
    .comments()
    .selectAll('comment')
    .select(['issue.project_id', 'issue.attachment_count'])
    .where('comment.id', '=', id)
    .executeTakeFirst();
  if (!row) throw new AppError('comment_not_found');
  db.look(row.project_id);
  return row;
}

/** Of the issue that comments are on. */
type OfIssue = { project_id: string; attachment_count: number };

/** Comments as callers get them, of an issue that the actor was given. */
async function toComments(db: ActorReader, rows: CommentRow[], issue: OfIssue): Promise<Comment[]> {
  const { project_id, attachment_count } = issue;
  const ids = attachment_count > 0 ? rows.map(({ id }) => id) : [];
  const attachments = await attachmentsOnComments(db, ids);
  const authors = await findUserSummaries(
    db,
    rows.map((row) => row.author_id),
  );
  const named = await findNamed(
    db,
    rows.map(({ body }) => ({ text: body, project_id })),
  );
  return rows.map(({ id, issue_id, author_id, body, version, created_at, updated_at, ...row }, at) => {
    const author = authors.get(author_id);
    if (!author) throw new Error(`comment ${id} has no author`);
    const beside = { attachments: attachments.get(id) ?? [], reactions: reactionsIn(row.reactions) };
    const names = named[at] as Named; // there is one of each
    return { id, issue_id, author, body, ...beside, version, created_at, updated_at, ...names };
  });
}
