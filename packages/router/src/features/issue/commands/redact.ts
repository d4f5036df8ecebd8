import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { REDACTED } from '../../../core/text.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import { whenTextsAreForgotten } from '../../../registers.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { redactChanges } from '../../event/commands.ts';
import { getIssue } from '../queries/get.ts';
import type { Issue } from '../schema/issue.ts';
import type { RedactIssue } from '../schema/write.ts';

/**
 * Takes texts of an issue out for good: out of the issue, its history, the index of words, and what was answered. It is one
 * transaction, as half a redaction would be none; the history has a text once for each edit of it.
 *
 * @throws AppError `issue_not_found`, `precondition_failed`
 */
export async function redactIssue(db: ActorWriter, input: RedactIssue, by: By<SignedInActor>): Promise<Issue> {
  const before = await getIssue(db, input.id);
  refuseUnmet(before, by);
  const { id } = before;
  const fields = [...new Set(input.fields)];
  const wasInEvents = await redactChanges(db, { issue_id: id, fields });
  const isThere = fields.some((field) => before[field] !== REDACTED);
  if (!wasInEvents && !isThere) return before;
  const texts = Object.fromEntries(fields.map((field) => [field, REDACTED]));
  const forgotten = { content_hash: null } as object; // no other writes it anew: a short text could be guessed by it
  await db
    .updateTable('issue')
    .set({ ...texts, ...forgotten, ...raisedVersion(db, fields), updated_at: by.at })
    .where('id', '=', id)
    .execute();
  db.reindex(id);
  for (const forget of whenTextsAreForgotten) await forget(db, id);
  const changes = fields.map((field) => ({ field, from: null, to: REDACTED }));
  const place = { subject_id: id, project_id: before.project.id };
  await recordEvent(db, { type: 'issue.redacted', ...place, actor: by.actor, at: by.at, data: { changes } });
  return getIssue(db, id);
}
