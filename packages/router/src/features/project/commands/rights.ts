import { randomInt } from 'node:crypto';
import type { Writer } from '../../../visibility/handles.ts';

/** Says that what somebody may see has changed. A number drawn anew: after a restore the same one would mean something else. */
export async function noteRights(db: Writer): Promise<void> {
  await db
    .updateTable('counter')
    .set({ value: randomInt(2 ** 47) })
    .where('name', '=', 'rights')
    .execute();
}
