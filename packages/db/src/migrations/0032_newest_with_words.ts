import { type Kysely, sql } from 'kysely';

/**
 * Of many hits of words, the newest come first: in the order of creation, as lists have it, and no longer in that in which
 * issues came to this database, which an import decides. The index of words knows their serials, so the index that they are
 * walked by has these.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const index of ['issue_project_serial', 'issue_project_created']) await db.schema.dropIndex(index).execute();
  await sql`
    create index issue_project_created on issue (project_id, status, created_at, id, priority, assignee_count, serial)
    where deleted_at is null
  `.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.dropIndex('issue_project_created').execute();
  await sql`
    create index issue_project_created on issue (project_id, status, created_at, id, priority, assignee_count)
    where deleted_at is null
  `.execute(db);
  await sql`create index issue_project_serial on issue (project_id, serial, id) where deleted_at is null`.execute(db);
}
