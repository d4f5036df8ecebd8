import { type Kysely, sql } from 'kysely';

/**
 * Of many hits of words, the newest come first: in the order of creation, as lists have it, and no longer in that in which
 * issues came to this database, which an import decides. They are walked by the index of lists.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.dropIndex('issue_project_serial').execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`create index issue_project_serial on issue (project_id, serial, id) where deleted_at is null`.execute(db);
}
