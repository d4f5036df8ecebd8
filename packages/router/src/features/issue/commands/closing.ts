import { invalidInput } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findIssueNamed } from '../queries/get.ts';
import type { IssueRow } from '../queries/rows.ts';
import type { Issue } from '../schema/issue.ts';
import type { UpdateIssue } from '../schema/write.ts';

type Edit = { before: Issue; input: UpdateIssue };

/**
 * Why an issue is closed when it is as its caller wants it; null when it is not.
 *
 * @throws AppError `validation_failed` for a reason of an issue that is open
 */
export function reasonFor({ before, input }: Edit): Issue['closed_reason'] {
  const { closed_reason, duplicate_of } = input;
  const isDuplicate = duplicate_of !== undefined;
  if ((input.status ?? before.status) !== 'closed') {
    const isOther = closed_reason != null && closed_reason !== before.closed_reason;
    if (isOther || isDuplicate) {
      const field = isOther ? 'closed_reason' : 'duplicate_of';
      throw invalidInput(field, 'Only a closed issue has a reason: send `status: closed` with it', 'not_closed');
    }
    return null;
  }
  const reason = closed_reason ?? (isDuplicate ? 'duplicate' : (before.closed_reason ?? 'completed'));
  if (isDuplicate && reason !== 'duplicate') {
    throw invalidInput(
      'duplicate_of',
      'Must come with `closed_reason: duplicate`, or without a reason',
      'no_duplicate',
    );
  }
  return reason;
}

/** As the table has it. */
export function storedReason(reason: Issue['closed_reason']): 'not_planned' | 'duplicate' | null {
  return reason === 'completed' ? null : reason;
}

/**
 * The issue of which another one is a duplicate.
 *
 * @throws AppError `validation_failed` when the actor sees none, or it is the same
 */
export async function duplicateNamed(db: ActorReader, { before, input }: Edit): Promise<IssueRow | undefined> {
  if (input.duplicate_of === undefined) return undefined;
  return findIssueNamed(db, 'duplicate_of', { key: input.duplicate_of, than: before });
}
