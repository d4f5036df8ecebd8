import { requireUser, type SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { getCommentRow } from '../../comment/queries.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { MOST_IN_ONE_PLACE, MOST_ON_ISSUE } from '../schema/attachment.ts';

/** Where files are to be attached. */
export type Place = {
  issue: { id: string; project_id: string };
  comment_id: string | null;
  /** How many files more there can be. */
  files: number;
};

/** Finds a place for the files of an actor. */
export type FindPlace = (db: ActorReader, actor: SignedInActor) => Promise<Place>;

/** @throws AppError `issue_not_found`, `user_required`, `forbidden`, `project_archived`, `too_many_files` */
export function onIssue(key: string): FindPlace {
  return async (db, actor) => {
    requireUser(actor);
    const issue = await getIssueRow(db, key);
    requireRight(db, 'attach_files', { actor, project_id: issue.project_id });
    return placeOn(db, { issue, comment_id: null });
  };
}

/** @throws AppError `comment_not_found`, `user_required`, `forbidden`, `project_archived`, `too_many_files` */
export function onComment(id: string): FindPlace {
  return async (db, actor) => {
    requireUser(actor);
    const { issue_id, author_id } = await getCommentRow(db, id);
    const issue = await getIssueRow(db, issue_id);
    requireRight(db, 'change_comments', { actor, project_id: issue.project_id, people: { author_id } });
    return placeOn(db, { issue, comment_id: id });
  };
}

type Wanted = { issue: Place['issue'] & { attachment_count: number }; comment_id: string | null };

async function placeOn(db: ActorReader, { issue, comment_id }: Wanted): Promise<Place> {
  const { id, project_id, attachment_count } = issue;
  const there = await db
    .attachmentsOf({ id, project_id })
    .select((eb) => eb.fn.countAll<number | string>().as('files'))
    .where('comment_id', comment_id === null ? 'is' : '=', comment_id)
    .executeTakeFirstOrThrow();
  const files = Math.min(MOST_IN_ONE_PLACE - Number(there.files), MOST_ON_ISSUE - attachment_count);
  if (files < 1) throw new AppError('too_many_files');
  return { issue: { id, project_id }, comment_id, files };
}

/** Bytes that the files of a project have together. */
export async function fileBytes(db: ActorReader, project_id: string): Promise<number> {
  const { file_bytes } = await db
    .selectFrom('issue_counter')
    .select('file_bytes')
    .where('project_id', '=', project_id)
    .executeTakeFirstOrThrow();
  return file_bytes;
}
