import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/** API tokens that are good for some projects only: their ids as JSON. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text } = columnTypes(db);
  await db.schema.alterTable('api_token').addColumn('project_ids', text).execute();
}

/** A narrowed token must not be good for all projects then. */
export async function down(db: Kysely<never>): Promise<void> {
  await sql`delete from api_token where project_ids is not null`.execute(db);
  await db.schema.alterTable('api_token').dropColumn('project_ids').execute();
}
