import { type SelectQueryBuilder, sql } from 'kysely';
import type { Reader, Writer } from '../visibility/handles.ts';
import { accountActor, type By, type SignedInActor } from './actor.ts';
import { AppError } from './errors.ts';

// What may concern any number of rows is done in parts: each in a transaction of its own, so that others have their turn.

/** How many rows one part deletes. */
const PART = 1000;

/** Deletes rows with these keys, as many as one part does. Answers whether there may be more. */
export async function deletePart<DB, TB extends keyof DB>(
  db: Writer,
  { from, key }: { from: string; key: string },
  keys: SelectQueryBuilder<DB, TB, unknown>,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    delete from ${sql.table(from)} where ${sql.ref(key)} in (${keys.limit(PART)})
  `.execute(db);
  return numAffectedRows >= PART;
}

/** Does a part. Answers whether all is done. */
type Part<Db> = (db: Db) => Promise<boolean>;

/** Of the context of a flow. */
type Transactions<Db> = {
  db: { write(part: Part<Db>): Promise<boolean> };
  answer(work: (db: Db) => Promise<null>): Promise<null>;
};

/**
 * Deletes what may concern any number of rows. The first part makes it invisible, notes the deletion (`noteDeletion`) when
 * more is left, and is what is answered to repeats; then come the others. If the caller's credentials end meanwhile,
 * housekeeping does the rest.
 */
export async function deleteInParts<Db extends Writer>(
  ctx: Transactions<Db>,
  { first, next }: { first: Part<Db>; next: Part<Db> },
): Promise<null> {
  let isDone = true; // as it is for a repeat, which does no part: whoever made the first call goes on
  const answer = await ctx.answer(async (db) => {
    isDone = await first(db);
    return null;
  });
  try {
    while (!isDone) isDone = await ctx.db.write(next);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return answer;
}

/** What is deleted in parts, by kind. */
export type Deletion = { kind: 'label' | 'user' | 'milestone'; subject_id: string };

/** Notes that a deletion goes on after this transaction, so that a server that stops meanwhile leaves nothing half done. */
export async function noteDeletion(db: Writer, deletion: Deletion, { actor, at }: By<SignedInActor>): Promise<void> {
  const actor_id = actor.kind === 'user' ? actor.id : null;
  const actor_name = actor.kind === 'system' ? actor.name : null;
  await db
    .insertInto('deletion')
    .values({ ...deletion, actor_id, actor_name, created_at: at })
    .execute();
}

/** The deletion is done. */
export async function forgetDeletion(db: Writer, subject_id: string): Promise<void> {
  await db.deleteFrom('deletion').where('subject_id', '=', subject_id).execute();
}

/** The deletions that go on, and who began them. */
export async function listDeletions(db: Reader): Promise<(Deletion & { by: By<SignedInActor> })[]> {
  const rows = await db.selectFrom('deletion').selectAll().orderBy('subject_id').execute();
  return rows.map(({ kind, subject_id, actor_id, actor_name, created_at: at }) => {
    const actor: SignedInActor =
      actor_id === null ? { kind: 'system', name: actor_name ?? '' } : accountActor({ id: actor_id, role: 'admin' });
    return { kind, subject_id, by: { actor, at } };
  });
}
