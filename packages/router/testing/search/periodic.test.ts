// Words that come back with a period, as those of monitors do, are counted one by one: no sample of issues may stand for them.

import { indexIssues } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket } from '@docket/kit/docket';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';

const docket = await openTestDocket({ RATE_LIMIT_READS: '1000000' }, afterAll);
const ada = await docket.createUser('ada');

test.each([
  { issues: 1059, period: 25 },
  { issues: 9702, period: 47 },
])('each one of $period of $issues', async ({ issues, period }) => {
  const { database } = docket;
  const [{ after = 0 } = {}] = await database.read
    .selectFrom('issue')
    .select((eb) => eb.fn.max<number>('serial').as('after'))
    .execute();
  await fillInBulk(database, { issues: issues - after, after, authors: [ada.user.id] });
  await database.write(
    async (db) => {
      await sql`update issue set description = 'as it says', title = case when serial % ${period} = 1 then 'The crash'
        when serial % ${period} = 2 and serial < 500 then 'The crashed' else 'Some thing' end`.execute(db);
      const ids = await db.selectFrom('issue').select('id').execute();
      await indexIssues(
        db,
        ids.map(({ id }) => id),
      );
    },
    { isLong: true },
  );
  const count = (rest: number, below: number) =>
    Array.from({ length: issues }, (_, at) => at + 1).filter((serial) => serial % period === rest && serial < below)
      .length;
  const whole = count(1, issues + 1);
  // The last word goes on where fewer than a hundred have it.
  const total = whole < 100 ? whole + count(2, 500) : whole;
  for (const q of ['says crash', 'crash']) {
    const found = await ada.caller.search.issues({ q, size: 100 });
    expect(found, q).toMatchObject({ total, total_is_capped: false });
    expect(found.items, q).toHaveLength(Math.min(total, 100));
    expect(await ada.caller.issue.list({ q }), q).toMatchObject({ total, total_is_capped: false });
  }
});
