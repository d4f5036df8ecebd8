import type { Bound } from '@docket/db';
import { invalidInput } from '../../../core/errors.ts';
import { type ActorWriter, unguarded, type Writer } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { countChildren } from '../queries/children.ts';
import { findRows } from '../queries/find.ts';
import { findIssueNamed } from '../queries/get.ts';
import { findSummaries, toSummary } from '../queries/summaries.ts';
import type { IssueSummary } from '../schema/issue.ts';

/** Enough for people to read. */
const MOST_CHILDREN = 100;

/** Of issues that are part of each other, the first of which is part of none. */
const MOST_LEVELS = 10;

/** How many issues below one are looked at when it becomes part of another. */
const MOST_BELOW = 1000;

/**
 * The issue that another one is to be part of; null for none. Writers take turns, so what is found here holds until the
 * end of the transaction: no two of them can make a circle.
 *
 * @param child the issue as it is; undefined for a new one, which nothing is part of
 * @throws AppError `validation_failed` when the actor sees no such issue, or the other one cannot be part of it
 */
export async function parentNamed(
  db: ActorWriter,
  named: string | null,
  child?: { id: string; parent: IssueSummary | null },
): Promise<IssueSummary | null> {
  if (named === null) return null;
  const row = await findIssueNamed(db, 'parent', { key: named, than: { id: child?.id ?? '' } });
  if (child && row.id === child.parent?.id) return child.parent;
  const refusal = await refusalOf(db, { parent_id: row.id, child_id: child?.id });
  if (refusal) throw invalidInput('parent', refusal.message, refusal.code);
  const { total = 0 } = (await countChildren(db, [row.id])).get(row.id) ?? {};
  if (total >= MOST_CHILDREN) {
    throw invalidInput('parent', `It has ${MOST_CHILDREN} issues already: take one out first`, 'too_many_children');
  }
  return toSummary(row);
}

/**
 * What an issue was part of, and is to be again: null for none, and for one that the actor does not see.
 *
 * @throws AppError `validation_failed` when it cannot be part of it any more
 */
export async function formerParent(
  db: ActorWriter,
  id: string | null,
  child: { id: string; parent: IssueSummary | null },
): Promise<IssueSummary | null> {
  if (id === null || !(await findSummaries(db, [id])).has(id)) return null;
  return parentNamed(db, id, child);
}

/** The id of such a one that the actor does not see; null where it is gone, or cannot be that any more. */
export async function unseenParent(db: Writer, link: { parent_id: string; child_id: string }): Promise<string | null> {
  const [row] = await findLeft(db, { id: link.parent_id });
  return row && !(await refusalOf(db, link)) ? row.id : null;
}

const findLeft = prepared((db: Writer, { id }: Bound<{ id: string }>) =>
  unguarded(db).selectFrom('issue').select('id').where('id', '=', id).where('purge', 'is', null),
);

/** Makes issues part of another one in a transaction that is rolled back, as a dry run did it with each before. */
export async function putBelow(db: ActorWriter, { ids, named }: { ids: string[]; named: string }): Promise<void> {
  const [row] = (await findRows(db, [named.toLowerCase()])).values();
  if (!row || ids.length === 0) return;
  await db.updateTable('issue').set({ parent_id: row.id }).where('id', 'in', ids).execute();
}

type Link = { parent_id: string; child_id: string | undefined };

/** Why an issue cannot be part of another one, be that in the bin or out of sight; undefined: it can. */
export async function refusalOf(
  db: Writer,
  { parent_id, child_id }: Link,
): Promise<{ message: string; code: string } | undefined> {
  let levels = 1;
  for (let id: string | null = parent_id; id !== null; levels += 1) {
    if (id === child_id) return { message: 'It is part of this issue itself: take it out first', code: 'circle' };
    if (levels > MOST_LEVELS) return TOO_DEEP;
    const [row] = await findParent(db, { id });
    id = row?.parent_id ?? null;
  }
  if (levels > MOST_LEVELS) return TOO_DEEP;
  let below = child_id === undefined ? [] : [child_id];
  for (let seen = 0; below.length > 0; levels += 1) {
    if (levels > MOST_LEVELS) return TOO_DEEP;
    seen += below.length;
    if (seen > MOST_BELOW) {
      return {
        message: `More than ${MOST_BELOW} issues are below this one: take some out first`,
        code: 'too_many_below',
      };
    }
    below = (await findChildren(db, { ids: below, most: MOST_BELOW + 1 })).map(({ id }) => id);
  }
  return undefined;
}

const TOO_DEEP = {
  message: `Issues can be part of each other over ${MOST_LEVELS} levels: take it higher up`,
  code: 'too_deep',
};

const findParent = prepared((db: Writer, { id }: Bound<{ id: string }>) =>
  unguarded(db).selectFrom('issue').select('parent_id').where('id', '=', id),
);

const findChildren = prepared((db: Writer, { ids, most }: Bound<{ ids: string[]; most: number }>) =>
  unguarded(db).selectFrom('issue').select('id').where('parent_id', 'in', ids).limit(most),
);

/** The issue that this one is part of, whoever may see it. */
export async function storedParent(db: Writer, id: string): Promise<string | null> {
  const [row] = await findParent(db, { id });
  return row?.parent_id ?? null;
}

/** Counts an issue at the one that it is part of, and no longer at that which it was part of. */
export async function countAtParent(db: Writer, before: string | null, now: string | null): Promise<void> {
  await add(db, before, -1);
  await add(db, now, 1);
}

async function add(db: Writer, id: string | null, more: number): Promise<void> {
  if (id === null) return;
  await db
    .updateTable('issue')
    .set((eb) => ({ child_count: eb('child_count', '+', more) }))
    .where('id', '=', id)
    .execute();
}
