import type { By, SignedInActor } from '../../../core/actor.ts';
import { batches } from '../../../core/batches.ts';
import { invalidInput } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findRows, findRowsOfIds } from '../../issue/queries/find.ts';
import { matchingIds } from '../../issue/queries/matching.ts';
import type { IssueRow } from '../../issue/queries/rows.ts';
import { type BulkEditIssues, MOST_FOUND } from '../schema.ts';

/** An issue that is to be changed, in the order in which they are. */
export type Target = {
  /** What the caller called it; null: a query found it. */
  asked: string | null;
  /** Null: the caller sees no such issue. */
  issue_id: string | null;
  issue_key: string | null;
};

/**
 * The issues that a bulk edit is about, each once.
 *
 * @throws AppError `validation_failed` when a query finds too many
 */
export async function targetsOf(
  db: ActorReader,
  { ids, query, project }: BulkEditIssues,
  by: By<SignedInActor>,
): Promise<Target[]> {
  if (ids) return targetsNamed(db, ids);
  const found = await matchingIds(db, { q: query, project, most: MOST_FOUND }, by);
  if (found.tooMany) {
    const { total, total_is_capped } = found.tooMany;
    const many = `It finds ${total}${total_is_capped ? ' issues or more' : ' issues'}, and one call changes ${MOST_FOUND}`;
    const remedy = 'narrow it, such as with `created:<2026-01-01`, and change the rest with other calls';
    throw invalidInput('query', `${many}: ${remedy}`, 'too_big');
  }
  const targets: Target[] = [];
  for (const some of batches(found.ids, { most: 256 })) {
    const rows = new Map((await findRowsOfIds(db, { ids: some })).map((row) => [row.id, row]));
    targets.push(...some.flatMap((id) => targetOf(null, rows.get(id)) ?? []));
  }
  return targets;
}

async function targetsNamed(db: ActorReader, named: string[]): Promise<Target[]> {
  const rows = await findRows(db, [...new Set(named.map((key) => key.toLowerCase()))]);
  const targets = new Map<string, Target>();
  for (const asked of named) {
    const row = rows.get(asked.toLowerCase());
    const by = row?.id ?? asked.toLowerCase();
    if (!targets.has(by)) targets.set(by, targetOf(asked, row) ?? { asked, issue_id: null, issue_key: null });
  }
  return [...targets.values()];
}

function targetOf(asked: string | null, row: IssueRow | undefined): Target | undefined {
  return row && { asked, issue_id: row.id, issue_key: `${row.project_key}-${row.number}` };
}
