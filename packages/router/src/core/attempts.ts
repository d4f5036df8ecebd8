import { sql } from 'kysely';
import type { ActorWriter } from '../visibility/handles.ts';

const SAVE = sql`savepoint attempt`;
const KEEP = sql`release savepoint attempt`;
const UNDO = sql`rollback to savepoint attempt`;

/** Does a part of a transaction that may fail while the rest goes on: nothing stays of what has failed. */
export async function attempt<T>(db: ActorWriter, work: () => Promise<T>): Promise<T> {
  await SAVE.execute(db);
  try {
    const result = await work();
    await KEEP.execute(db);
    return result;
  } catch (error) {
    await UNDO.execute(db);
    db.doubtNew();
    await KEEP.execute(db);
    throw error;
  }
}
