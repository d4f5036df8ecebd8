import { type Kysely, sql } from 'kysely';

/**
 * Of many hits of words, the newest come first: in the order of creation, as lists have it, and no longer in that in which
 * issues came to this database, which an import decides. The index of words knows their serials, so both indexes have these.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`drop index issue_project_serial`.execute(db);
  await sql`
    create index issue_project_newest on issue (project_id, created_at, id, serial) where deleted_at is null
  `.execute(db);
  await sql`drop index issue_listed`.execute(db);
  await sql`create index issue_listed on issue (created_at, id, serial) where deleted_at is null`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`drop index issue_project_newest`.execute(db);
  await sql`create index issue_project_serial on issue (project_id, serial, id) where deleted_at is null`.execute(db);
  await sql`drop index issue_listed`.execute(db);
  await sql`create index issue_listed on issue (created_at, id) where deleted_at is null`.execute(db);
}
