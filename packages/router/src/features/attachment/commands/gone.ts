import { sql } from 'kysely';
import { type ActorWriter, unguarded } from '../../../visibility/handles.ts';
import { countBytes, countFiles } from './count.ts';

type Owner = { issue_id: string; project_id: string; comment_id?: string };

/** Deletes the files on a comment or, without one, on an issue and all of its comments, which are deleted. */
export async function deleteFilesOf(db: ActorWriter, owner: Owner, at: string): Promise<void> {
  const { issue_id, project_id, comment_id } = owner;
  const [column, id] =
    comment_id === undefined ? (['issue_id', issue_id] as const) : (['comment_id', comment_id] as const);
  const { files, bytes } = await sizeOf(db, column, id);
  if (files === 0) return;
  await db
    .insertInto('loose_file')
    .columns(['id', 'due_at'])
    .expression(
      unguarded(db)
        .selectFrom('attachment')
        .select(['attachment.id', sql<string>`${at}`.as('due_at')])
        .where(column, '=', id),
    )
    .execute();
  await db.deleteFrom('attachment').where(column, '=', id).execute();
  await countFiles(db, { issue_id, project_id, files: -files, bytes: -bytes });
}

/** Counts the files of an issue that moves in its new project. */
export async function moveFilesOf(db: ActorWriter, issue_id: string, { from, to }: { from: string; to: string }) {
  const { bytes } = await sizeOf(db, 'issue_id', issue_id);
  if (bytes === 0) return;
  await countBytes(db, from, -bytes);
  await countBytes(db, to, bytes);
}

async function sizeOf(db: ActorWriter, column: 'issue_id' | 'comment_id', id: string) {
  const { files, bytes } = await unguarded(db)
    .selectFrom('attachment')
    .select((eb) => [
      eb.fn.countAll<number | string>().as('files'),
      eb.fn.coalesce(eb.fn.sum<number | string>('size'), sql<number>`0`).as('bytes'),
    ])
    .where(column, '=', id)
    .executeTakeFirstOrThrow();
  return { files: Number(files), bytes: Number(bytes) }; // PostgreSQL gives large numbers as text
}
