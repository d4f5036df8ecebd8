import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/** What is in the bin can be listed and restored, until it is emptied: then the row stays for its number alone. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text } = columnTypes(db);
  await db.schema
    .alterTable('issue')
    .addColumn('purge', text, (col) => col.check(sql`purge in ('begun', 'done')`))
    .execute();
  for (const [name, columns] of Object.entries(made)) {
    const refs = sql.join(columns.map((column) => sql.ref(column)));
    await sql`
      create index ${sql.ref(name)} on issue (${refs}) where deleted_at is not null and purge is null
    `.execute(db);
  }
  await sql`create index issue_purge_begun on issue (id) where purge = 'begun'`.execute(db);
}

/** The bin of a project, of one author there, and what has been in it for longest. */
const made = {
  issue_bin: ['project_id', 'deleted_at', 'id'],
  issue_bin_author: ['author_id', 'project_id', 'deleted_at', 'id'],
  issue_bin_deleted: ['deleted_at', 'id'],
};

export async function down(db: Kysely<never>): Promise<void> {
  for (const name of [...Object.keys(made), 'issue_purge_begun']) await db.schema.dropIndex(name).execute();
  await db.schema.alterTable('issue').dropColumn('purge').execute();
}
