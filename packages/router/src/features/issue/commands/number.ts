import type { Bound } from '@docket/db';
import type { Writer } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';

/**
 * The next number, or `wanted` when neither it nor a later number was ever used, for an issue that is made now. The
 * counter is in the same transaction, so a number is given once and a rollback leaves no gap. It also counts the issues
 * that are in lists.
 */
export async function drawIssueNumber(db: Writer, wanted = 0): Promise<number> {
  const [counter] = await raiseCounter(db, { wanted });
  if (!counter) throw new Error('The counter of issues is missing');
  return counter.value;
}

const raiseCounter = prepared((db: Writer, { wanted }: Bound<{ wanted: number }>) =>
  db
    .updateTable('counter')
    .set((eb) => ({
      value: eb
        .case()
        .when('value', '<', wanted)
        .then(wanted)
        .else(eb('value', '+', 1))
        .end(),
      listed: eb('listed', '+', 1),
    }))
    .where('name', '=', 'issue')
    .returning('value'),
);

/** An issue goes into the bin: lists have one less. */
export async function countOut(db: Writer): Promise<void> {
  await db
    .updateTable('counter')
    .set((eb) => ({ listed: eb('listed', '-', 1) }))
    .where('name', '=', 'issue')
    .execute();
}
