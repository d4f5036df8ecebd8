import { type Kysely, sql } from 'kysely';
import { newLogId } from '../log-id.ts';
import { columnTypes } from './column-types.ts';

/** Which log of events this is. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('log')
    .addColumn('id', columnTypes(db).text, (col) => col.primaryKey())
    .execute();
  await sql`insert into log (id) values (${newLogId()})`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.dropTable('log').execute();
}
