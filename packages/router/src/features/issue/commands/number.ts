import { type Bound, prepared, type Writer } from '@docket/db';

/**
 * The next number, or `wanted` when neither it nor a later number was ever used. The counter is
 * in the same transaction, so a number is given once and a rollback leaves no gap.
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
    }))
    .where('name', '=', 'issue')
    .returning('value'),
);
