import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

const NAMES = ['thumbs_up', 'thumbs_down', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'];

/** People react to issues and comments. What is counted stands in their rows. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, integer, time } = columnTypes(db);
  const isName = sql`name in (${sql.join(NAMES.map((name) => sql.lit(name)))})`;
  await db.schema
    .createTable('reaction')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('issue_id', text, (col) => col.notNull().references('issue.id'))
    .addColumn('comment_id', text, (col) => col.references('comment.id'))
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('name', text, (col) => col.notNull().check(isName))
    .addColumn('created_at', time, (col) => col.notNull())
    .execute();
  await sql`
    create unique index reaction_to_issue on reaction (issue_id, user_id, name) where comment_id is null
  `.execute(db);
  await sql`
    create unique index reaction_to_comment on reaction (comment_id, user_id, name) where comment_id is not null
  `.execute(db);
  await db.schema.createIndex('reaction_issue').on('reaction').column('issue_id').execute();
  await db.schema.createIndex('reaction_user').on('reaction').column('user_id').execute();
  await db.schema.alterTable('issue').addColumn('reactions', text).execute();
  await db.schema
    .alterTable('issue')
    .addColumn('reaction_count', integer, (col) => col.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('comment').addColumn('reactions', text).execute();
  await sql`
    create index issue_project_reactions
    on issue (project_id, status, reaction_count, id, priority, assignee_count)
    where deleted_at is null
  `.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.dropIndex('issue_project_reactions').execute();
  await db.schema.alterTable('comment').dropColumn('reactions').execute();
  for (const column of ['reaction_count', 'reactions'])
    await db.schema.alterTable('issue').dropColumn(column).execute();
  await db.schema.dropTable('reaction').execute();
}
