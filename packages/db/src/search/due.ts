import { sql } from 'kysely';
import type { Database, Reader, Writer } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { clearOnPostgres } from '../postgres/search.ts';
import { clearOnSqlite } from '../sqlite/search.ts';
import { countIndexed } from './check.ts';
import { indexIssues, TOGETHER } from './indexing.ts';
import { tidyIndex } from './tidy.ts';

// What the index lacks is read in parts, from the newest issue down, so that others have their turn between them.

/** Issues that one part looks at. */
const LOOKS_AT = 500;

/** When a part reads no further issue. */
const PART_MS = 20;

/** Issues of a renamed label that are read at once, with the label. */
const AT_ONCE = 100;

/** All issues are due, and not those of a label. */
export const ALL_DUE = 'all';

/** Whether there is an index: old backups are from before. */
export async function hasIndex(db: Reader): Promise<boolean> {
  const table = isPostgres(db)
    ? sql`select 1 where to_regclass('issue_words') is not null`
    : sql`select 1 from sqlite_schema where name = 'issue_words'`;
  return (await table.execute(db)).rows.length > 0;
}

/** The words of all issues are to be read again. */
export async function setAllDue(db: Writer): Promise<void> {
  await sql`delete from issue_words_due`.execute(db);
  await setDue(db, ALL_DUE);
}

async function setDue(db: Writer, of: string): Promise<void> {
  await sql`
    insert into issue_words_due ("of", up_to) select ${of}, max(serial) from issue having max(serial) > 0
    on conflict ("of") do update set up_to = excluded.up_to
  `.execute(db);
}

/** Brings the index up to date with a label that has another name now: soon, where many issues have it. */
export async function indexLabel(db: Writer, label_id: string): Promise<void> {
  const links = await db
    .selectFrom('issue_label')
    .select('issue_id')
    .where('label_id', '=', label_id)
    .limit(AT_ONCE + 1)
    .execute();
  if (links.length > AT_ONCE) return setDue(db, label_id);
  await indexIssues(
    db,
    links.map((link) => link.issue_id),
  );
}

/** How many issues, at most, the index does not have as they are; 0 where it is complete. */
export async function countDue(db: Pick<Reader, 'getExecutor'>): Promise<number> {
  const { rows } = await sql<{ up_to: number | null }>`select max(up_to) as up_to from issue_words_due`.execute(db);
  return rows[0]?.up_to ?? 0;
}

/** What is due: `all` issues, or those of labels, by the ids of these. */
export async function whatIsDue(db: Pick<Reader, 'getExecutor'>): Promise<string[]> {
  const { rows } = await sql<{ of: string }>`select "of" from issue_words_due`.execute(db);
  return rows.map((row) => row.of);
}

type Due = { of: string; up_to: number };

/** Reads the words of some issues that are due. Answers whether there is more. */
export async function indexPart(db: Writer): Promise<boolean> {
  const { rows: dues } = await sql<Due>`select "of", up_to from issue_words_due order by "of" limit 1`.execute(db);
  const [due] = dues;
  if (!due) return false;
  const read = await readPart(db, due);
  if (read > 1) await sql`update issue_words_due set up_to = ${read - 1} where "of" = ${due.of}`.execute(db);
  else await sql`delete from issue_words_due where "of" = ${due.of}`.execute(db);
  return true;
}

/** Answers the lowest serial to which it has come; 0 when there is none below. */
async function readPart(db: Writer, { of, up_to }: Due): Promise<number> {
  const { rows } = await sql<{ id: string; serial: number; is_due: 0 | 1 }>`
    select id, serial, case when ${of} = ${ALL_DUE}
      or exists (select 1 from issue_label where issue_id = issue.id and label_id = ${of}) then 1 else 0 end as is_due
    from issue where serial <= ${up_to} order by serial desc limit ${LOOKS_AT}
  `.execute(db);
  const end = performance.now() + PART_MS;
  for (let at = 0; at < rows.length; at += TOGETHER) {
    const some = rows.slice(at, at + TOGETHER);
    await indexIssues(
      db,
      some.flatMap(({ id, is_due }) => (is_due === 1 ? id : [])),
    );
    if (performance.now() > end) return some.at(-1)?.serial ?? 0;
  }
  return rows.length < LOOKS_AT ? 0 : (rows.at(-1)?.serial ?? 0);
}

type Filling = { stop?: AbortSignal | undefined; onPart?: (left: number) => void };

/** Reads all that is due, until it is done or stopped. */
export async function indexAll(
  database: Pick<Database, 'read' | 'write'>,
  { stop, onPart }: Filling = {},
): Promise<void> {
  for (let left = await countDue(database.read); left > 0 && !stop?.aborted; ) {
    onPart?.(left);
    left = await database.write(async (db) => {
      await indexPart(db);
      return countDue(db);
    });
  }
}

/**
 * Empties the index and fills it again, while others read and write. `onPart` hears how many issues are left, at most.
 * Answers how many issues it has then.
 */
export async function rebuildIndex(
  database: Pick<Database, 'read' | 'write'>,
  onPart: (left: number) => void,
): Promise<number> {
  await database.write(
    async (db) => {
      await (isPostgres(db) ? clearOnPostgres(db) : clearOnSqlite(db));
      await setAllDue(db);
    },
    { isLong: true },
  );
  await indexAll(database, { onPart });
  await tidyIndex(database);
  return countIndexed(database.read);
}
