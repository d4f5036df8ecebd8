// Many issues have a word, and others a longer one that begins so: all of them are found, and in their order.

import { indexIssues } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket } from '@docket/kit/docket';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';

const ISSUES = 1600;

const docket = await openTestDocket({ RATE_LIMIT_READS: '1000000' }, afterAll);
const ada = await docket.createUser('ada');
await fillInBulk(docket.database, { issues: ISSUES, authors: [ada.user.id] });

/** Of each eight: six with the word, one with a longer one, one with neither. */
const KINDS = ['Elsewhere', 'The loggers', 'A log', 'The log', 'This log', 'My log', 'No log', 'Log'];
const kindOf = (number: number) => KINDS[number % KINDS.length] ?? '';

await docket.database.write(async (db) => {
  for (const [rest, title] of KINDS.entries()) {
    await sql`update issue set title = ${title}, description = ${'as it says'} where number % ${KINDS.length} = ${rest}`.execute(
      db,
    );
  }
  const issues = await db.selectFrom('issue').select('id').execute();
  await indexIssues(
    db,
    issues.map(({ id }) => id),
  );
});

const newestFirst = (isMeant: (kind: string) => boolean) =>
  Array.from({ length: ISSUES }, (_, at) => ISSUES - at).filter((number) => isMeant(kindOf(number)));

type Page = { items: { number: number }[]; next_cursor: string | null };

async function readAll(read: (cursor: object) => Promise<Page>): Promise<number[]> {
  const numbers: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page = await read(cursor ? { cursor } : {});
    numbers.push(...page.items.map(({ number }) => number));
    cursor = page.next_cursor;
  }
  return numbers;
}

const isLog = (kind: string) => /log/i.test(kind);
const isAsItIs = (kind: string) => /log$/i.test(kind);
const isLogger = (kind: string) => /logger/.test(kind);

test.each([
  ['log*', [isLog]],
  ['the log*', [(kind: string) => /the log/i.test(kind)]],
  ['says log*', [isLog]],
  ['(logg* OR says) log*', [isLogger, isAsItIs]], // the first ones have it all in their title
  ['log* -loggers', [isAsItIs]],
  ['log* -logg*', [isAsItIs]],
  ['says -log*', [(kind: string) => !isLog(kind)]],
])('%s', async (q, kinds) => {
  const { search, issue } = ada.caller;
  expect(await readAll((cursor) => search.issues({ q, size: 100, ...cursor }))).toEqual(kinds.flatMap(newestFirst));
  const all = newestFirst((kind) => kinds.some((isOf) => isOf(kind)));
  const listed = (cursor: object) => issue.list({ q, sort: 'created-asc', size: 100, ...cursor });
  expect(await readAll(listed)).toEqual(all.toReversed());
});
