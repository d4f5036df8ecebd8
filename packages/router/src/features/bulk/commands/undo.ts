import type { By, SignedInActor } from '../../../core/actor.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import type { IssueChange } from '../../issue/commands/update.ts';
import { requireOwn } from '../queries/results.ts';
import type { UndoBulkEdit } from '../schema.ts';
import { type Before, changeOne, doSome, PART_ITEMS } from './change.ts';

type Undoing = { bulk_id: string; before_place: number } & Pick<UndoBulkEdit, 'confirm_visibility'>;

/**
 * Ends a bulk edit: what had no turn yet has none.
 *
 * @throws AppError `bulk_edit_not_found`
 */
export async function beginUndo(db: ActorWriter, id: string, by: By<SignedInActor>): Promise<void> {
  await requireOwn(db, id, by);
  await db
    .updateTable('bulk_edit')
    .set({ undone_at: by.at })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .execute();
}

/**
 * Sets some of the issues before a place back to what they were, each when nobody has changed the same fields since.
 * Answers down to where; undefined: all is done. It goes backwards: then each fits again to what it was part of.
 */
export async function undoSome(
  db: ActorWriter,
  { bulk_id, before_place, confirm_visibility }: Undoing,
  by: By<SignedInActor>,
): Promise<number | undefined> {
  const changed = await db
    .selectFrom('bulk_item')
    .select(['id', 'place', 'issue_id', 'before', 'version'])
    .where('bulk_id', '=', bulk_id)
    .where('place', '<', before_place)
    .where('before', 'is not', null)
    .where('restored_at', 'is', null)
    .orderBy('place', 'desc')
    .limit(PART_ITEMS)
    .execute();
  const places = await doSome(changed, async ({ id, place, issue_id, before, version }) => {
    const values = await valuesThatAreThere(db, JSON.parse(before ?? '{}') as Before);
    const change = { ...values, confirm_visibility, version: version ?? undefined };
    const { outcome } = await changeOne(db, { issue_id, change }, { ...by, bulk_id });
    const row = { undone: JSON.stringify(outcome), restored_at: outcome.status === 200 ? by.at : null };
    await db.updateTable('bulk_item').set(row).where('id', '=', id).execute();
    return place;
  });
  return places.at(-1);
}

/** What an issue was, by what its fields are called now. A label, a milestone or a user that is gone is left out. */
async function valuesThatAreThere(db: ActorWriter, before: Before): Promise<Omit<IssueChange, 'id'>> {
  const { labels, assignees, milestone, parent, closed_at, ...values } = before;
  return {
    ...values,
    ...(closed_at != null && { closed_at }),
    ...(parent !== undefined && { parent_id: parent }),
    ...(labels && { labels: await namesOf(db, labels) }),
    ...(assignees && { assignees: await activeAmong(db, assignees) }),
    ...(milestone !== undefined && { milestone: await milestoneThere(db, milestone) }),
  };
}

async function namesOf(db: ActorWriter, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.labels().select('label.name').where('label.id', 'in', ids).execute();
  return rows.map(({ name }) => name);
}

async function activeAmong(db: ActorWriter, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const active = db.selectFrom('user').select('id').where('id', 'in', ids).where('deactivated_at', 'is', null);
  return (await active.where('deleted_at', 'is', null).execute()).map(({ id }) => id);
}

async function milestoneThere(db: ActorWriter, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const found = await db.milestones().select('milestone.id').where('milestone.id', '=', id).executeTakeFirst();
  return found?.id ?? null;
}
