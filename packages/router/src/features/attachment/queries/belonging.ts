import type { Bound } from '@docket/db';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import type { Attachment } from '../schema/attachment.ts';
import { COLUMNS, toAttachments } from './rows.ts';

type ByOwner = Map<string | null, Attachment[]>;

/** The files on these issues that were seen, without those on their comments, the oldest first. */
export async function attachmentsOnIssues(db: ActorReader, ids: string[]): Promise<ByOwner> {
  if (ids.length === 0) return new Map();
  const found = await toAttachments(db, await findOnIssues(db, { ids }));
  return Map.groupBy(found, ({ issue_id }) => issue_id);
}

/** The files on these comments that were seen, the oldest first. */
export async function attachmentsOnComments(db: ActorReader, ids: string[]): Promise<ByOwner> {
  if (ids.length === 0) return new Map();
  const found = await toAttachments(db, await findOnComments(db, { ids }));
  return Map.groupBy(found, ({ comment_id }) => comment_id);
}

const findOnIssues = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  unguarded(db)
    .selectFrom('attachment')
    .select(COLUMNS)
    .where('attachment.issue_id', 'in', ids)
    .where('attachment.comment_id', 'is', null)
    .orderBy('attachment.created_at')
    .orderBy('attachment.id'),
);

const findOnComments = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  unguarded(db)
    .selectFrom('attachment')
    .select(COLUMNS)
    .where('attachment.comment_id', 'in', ids)
    .orderBy('attachment.created_at')
    .orderBy('attachment.id'),
);
