import type { By, SignedInActor } from '../../../core/actor.ts';
import { batches } from '../../../core/batches.ts';
import { AppError, describeError } from '../../../core/errors.ts';
import { DAY_MS, later } from '../../../core/time.ts';
import type { ActorReader, Reader } from '../../../visibility/handles.ts';
import type { BulkEdit, BulkResult } from '../schema.ts';
import type { Target } from './targets.ts';

/** What became of an issue. */
export type Outcome = Pick<BulkResult, 'status' | 'changes' | 'error'>;

/** For how long a bulk edit can be undone, and is kept. */
export const KEPT_MS = DAY_MS;

/** A refusal, as the caller of an edit of one issue would get it, without the issue. */
export function refused(error: AppError): Outcome {
  const { status, code, detail, errors, conflicts } = describeError(error);
  return { status, changes: [], error: { code, detail, ...(errors && { errors }), ...(conflicts && { conflicts }) } };
}

/** What became of each issue, with as much of it as the caller sees now. */
export async function shownResults(db: ActorReader, items: (Target & { outcome: Outcome })[]): Promise<BulkResult[]> {
  const titles = await findTitles(
    db,
    items.flatMap(({ issue_id }) => issue_id ?? []),
  );
  return items.map(({ asked, issue_id, issue_key, outcome }) => {
    const title = titles.get(issue_id ?? '');
    const issue = title === undefined ? null : { id: issue_id ?? '', key: issue_key ?? '', title };
    return { ...(asked !== null && { asked }), issue, ...outcome };
  });
}

async function findTitles(db: ActorReader, ids: string[]): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  for (const some of batches(ids, { most: 256 })) {
    const rows = await db
      .issues()
      .select(['issue.id', 'issue.title', 'issue.project_id'])
      .where('issue.id', 'in', some)
      .execute();
    for (const { id, title, project_id } of rows) {
      db.look(project_id);
      titles.set(id, title);
    }
  }
  return titles;
}

/** A bulk edit as its author gets it: what was done, or what became of its undo. */
export async function readBulkEdit(db: ActorReader, id: string, { isUndone = false } = {}): Promise<BulkEdit> {
  const bulk = await db.selectFrom('bulk_edit').select('created_at').where('id', '=', id).executeTakeFirst();
  if (!bulk) throw new AppError('bulk_edit_not_found');
  const items = await db
    .selectFrom('bulk_item')
    .select(['asked', 'issue_id', 'issue_key', 'outcome', 'undone'])
    .where('bulk_id', '=', id)
    .$if(isUndone, (query) => query.where('before', 'is not', null))
    .orderBy('place')
    .execute();
  const results = await shownResults(
    db,
    items.map(({ outcome, undone, ...target }) => ({ ...target, outcome: outcomeIn(isUndone ? undone : outcome) })),
  );
  return { id, undo_until: later(bulk.created_at, KEPT_MS), results };
}

/** What had no turn was left when somebody undid the rest. */
function outcomeIn(json: string | null): Outcome {
  return json === null ? refused(new AppError('bulk_edit_undone')) : (JSON.parse(json) as Outcome);
}

/** @throws AppError `bulk_edit_not_found` for that of somebody else, and for one that is too old */
export async function requireOwn(db: Reader, id: string, { actor, at }: By<SignedInActor>): Promise<void> {
  const bulk = await db
    .selectFrom('bulk_edit')
    .select(['author_id', 'author_name', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  const isOwn = bulk && (actor.kind === 'user' ? bulk.author_id === actor.id : bulk.author_name === actor.name);
  if (!isOwn || at >= later(bulk.created_at, KEPT_MS)) throw new AppError('bulk_edit_not_found');
}

type Sent = { key: string; fingerprint: string };

/**
 * The bulk edit that an earlier call with this Idempotency-Key began.
 *
 * @throws AppError `idempotency_key_reused` when that asked for something else
 */
export async function findBegun(db: Reader, { key, fingerprint }: Sent, at: string): Promise<string | undefined> {
  const begun = await db
    .selectFrom('bulk_edit')
    .select(['id', 'fingerprint'])
    .where('key', '=', key)
    .where('created_at', '>', later(at, -KEPT_MS))
    .executeTakeFirst();
  if (begun && begun.fingerprint !== fingerprint) throw new AppError('idempotency_key_reused');
  return begun?.id;
}
