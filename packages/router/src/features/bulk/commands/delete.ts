import { deletePart } from '../../../core/parts.ts';
import { fold } from '../../../core/text.ts';
import { later } from '../../../core/time.ts';
import type { Writer } from '../../../visibility/handles.ts';
import { KEPT_MS } from '../queries/results.ts';
import type { BulkChange } from '../schema.ts';

const EDITS = { from: 'bulk_edit', key: 'id' };
const ITEMS = { from: 'bulk_item', key: 'id' };

/** Removes bulk edits that can be undone no more. Answers whether there may be more. */
export async function purgeBulkEdits(db: Writer, at: string): Promise<boolean> {
  const old = db.selectFrom('bulk_edit').select('bulk_edit.id').where('created_at', '<=', later(at, -KEPT_MS));
  const items = db.selectFrom('bulk_item').select('bulk_item.id').where('bulk_id', 'in', old);
  return (await deletePart(db, ITEMS, items)) || deletePart(db, EDITS, old);
}

/** Removes the bulk edits of a user who is deleted. Answers whether there may be more. */
export async function deleteBulkEditsOf(db: Writer, user_id: string): Promise<boolean> {
  const own = db.selectFrom('bulk_edit').select('bulk_edit.id').where('author_id', '=', user_id);
  const items = db.selectFrom('bulk_item').select('bulk_item.id').where('bulk_id', 'in', own);
  return (await deletePart(db, ITEMS, items)) || deletePart(db, EDITS, own);
}

type Named = { id: string; email: string; username: string | null };

/**
 * Removes the bulk edits of others that name a user who is deleted, and what their calls were answered: an error may say
 * the name. They are those of a day, and few of them are about people.
 */
export async function deleteBulkEditsNaming(db: Writer, user: Named): Promise<void> {
  const names = new Set([user.id, user.email, user.username].flatMap((name) => (name === null ? [] : fold(name))));
  const edits = await db
    .selectFrom('bulk_edit')
    .select(['id', 'change', 'key'])
    .where('names_people', '=', 1)
    .execute();
  for (const { id, change, key } of edits) {
    const { assignees, add_assignees, remove_assignees } = JSON.parse(change) as BulkChange;
    const named = [assignees, add_assignees, remove_assignees].flatMap((keys) => keys ?? []);
    if (!named.some((one) => names.has(fold(one)))) continue;
    await db.deleteFrom('bulk_item').where('bulk_id', '=', id).execute();
    await db.deleteFrom('bulk_edit').where('id', '=', id).execute();
    if (key !== null) await db.updateTable('idempotency_key').set({ answer: null }).where('key', '=', key).execute();
  }
}
