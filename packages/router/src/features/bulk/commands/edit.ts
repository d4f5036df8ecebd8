import { insertAllInto } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { newId } from '../../../core/ids.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { findBegun } from '../queries/results.ts';
import type { Target } from '../queries/targets.ts';
import type { BulkChange } from '../schema.ts';
import { changeOne, doSome, PART_ITEMS } from './change.ts';

type Begun = { change: BulkChange; targets: Target[]; sent: { key: string; fingerprint: string } | undefined };

/**
 * Writes down what is to be done with which issues, so that a call with the same Idempotency-Key goes on with it wherever
 * this one is killed. Answers with the id of the bulk edit, which may be that of such a call.
 *
 * @throws AppError `idempotency_key_reused`
 */
export async function beginBulkEdit(
  db: ActorWriter,
  { change, targets, sent }: Begun,
  { actor, at }: By<SignedInActor>,
): Promise<string> {
  const begun = sent && (await findBegun(db, sent, at));
  if (begun !== undefined) return begun;
  const id = newId();
  const { assignees, add_assignees, remove_assignees } = change;
  await db
    .insertInto('bulk_edit')
    .values({
      id,
      author_id: actor.kind === 'user' ? actor.id : null,
      author_name: actor.kind === 'system' ? actor.name : null,
      change: JSON.stringify(change),
      names_people: (assignees ?? add_assignees ?? remove_assignees) ? 1 : 0,
      key: sent?.key ?? null,
      fingerprint: sent?.fingerprint ?? null,
      created_at: at,
    })
    .execute();
  const items = targets.map((target, place) => ({ id: newId(), bulk_id: id, place, ...target }));
  await insertAllInto(db, 'bulk_item', items);
  return id;
}

/** What is left of a bulk edit: the issues behind a place. */
type Rest = { bulk_id: string; after: number };

/**
 * Changes some of the issues of a bulk edit that are behind a place. Answers up to where; undefined: all is done, or is
 * undone.
 *
 * @throws AppError `bulk_edit_not_found` when it is gone with its author
 */
export async function changeSome(
  db: ActorWriter,
  { bulk_id, after }: Rest,
  by: By<SignedInActor>,
): Promise<number | undefined> {
  const bulk = await db
    .selectFrom('bulk_edit')
    .select(['change', 'undone_at'])
    .where('id', '=', bulk_id)
    .executeTakeFirst();
  if (!bulk) throw new AppError('bulk_edit_not_found');
  if (bulk.undone_at !== null) return undefined;
  const change = JSON.parse(bulk.change) as BulkChange;
  const waiting = await db
    .selectFrom('bulk_item')
    .select(['id', 'place', 'issue_id'])
    .where('bulk_id', '=', bulk_id)
    .where('place', '>', after)
    .where('outcome', 'is', null)
    .orderBy('place')
    .limit(PART_ITEMS)
    .execute();
  const places = await doSome(waiting, async ({ id, place, issue_id }) => {
    const { outcome, before, version = null } = await changeOne(db, { issue_id, change }, { ...by, bulk_id });
    const row = { outcome: JSON.stringify(outcome), before: before ? JSON.stringify(before) : null, version };
    await db.updateTable('bulk_item').set(row).where('id', '=', id).execute();
    return place;
  });
  return places.at(-1);
}
