import { type Kysely, sql } from 'kysely';
import { isPostgres } from '../engine.ts';

/** PostgreSQL: the words of a title are looked up as such, so the words of all issues are to be read again. */
export async function up(db: Kysely<never>): Promise<void> {
  if (!isPostgres(db)) return;
  await sql`delete from issue_words_due`.execute(db);
  await sql`
    insert into issue_words_due ("of", up_to) select 'all', max(serial) from issue having max(serial) > 0
  `.execute(db);
}

export async function down(): Promise<void> {}
