import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/** By name: the table, its columns, and where an index has only some of the rows. */
type Indexes = Record<string, { on: string; columns: string[]; where?: 'listed' | 'alive' | 'unassigned' }>;

/** Each list walks one of these in its order, or one part for each status. What stands behind the id spares it a look at the row. */
const indexes: Indexes = {
  issue_listed: { on: 'issue', columns: ['created_at', 'id'], where: 'listed' },
  issue_author: {
    on: 'issue',
    columns: ['author_id', 'status', 'created_at', 'id', 'priority', 'assignee_count'],
    where: 'listed',
  },
  issue_status: { on: 'issue', columns: ['status', 'created_at', 'id'], where: 'listed' },
  issue_priority: {
    on: 'issue',
    columns: ['priority', 'status', 'created_at', 'id', 'assignee_count'],
    where: 'listed',
  },
  issue_unassigned: { on: 'issue', columns: ['status', 'created_at', 'id', 'priority'], where: 'unassigned' },
  issue_label_label: { on: 'issue_label', columns: ['label_id', 'status', 'listed_at', 'issue_id', 'priority'] },
  issue_assignee_user: { on: 'issue_assignee', columns: ['user_id', 'status', 'listed_at', 'issue_id', 'priority'] },
  user_listed: { on: 'user', columns: ['created_at', 'id', 'deactivated_at', 'search_key'], where: 'listed' },
  session_user: { on: 'session', columns: ['user_id', 'created_at', 'id', 'expires_at'], where: 'alive' },
  api_token_user: { on: 'api_token', columns: ['user_id', 'created_at', 'id', 'revoked_at', 'expires_at'] },
};

const before: Indexes = {
  issue_created: { on: 'issue', columns: ['created_at', 'id'] },
  issue_author: { on: 'issue', columns: ['author_id', 'created_at'] },
  issue_status: { on: 'issue', columns: ['status', 'created_at'] },
  issue_label_label: { on: 'issue_label', columns: ['label_id'] },
  issue_assignee_user: { on: 'issue_assignee', columns: ['user_id'] },
  session_user: { on: 'session', columns: ['user_id'] },
  api_token_user: { on: 'api_token', columns: ['user_id', 'created_at'] },
};

/** What lets each list read no more than its page: counts that are kept, and links that know their place. */
export async function up(db: Kysely<never>): Promise<void> {
  const { integer, text, time } = columnTypes(db);
  for (const count of ['comment_count', 'assignee_count']) {
    await db.schema
      .alterTable('issue')
      .addColumn(count, integer, (col) => col.notNull().defaultTo(0))
      .execute();
  }
  await db.schema
    .alterTable('counter')
    .addColumn('listed', integer, (col) => col.notNull().defaultTo(0))
    .execute();
  for (const link of ['issue_label', 'issue_assignee'] as const) {
    await db.schema.alterTable(link).addColumn('listed_at', time).execute();
    await db.schema.alterTable(link).addColumn('status', text).execute();
    await db.schema.alterTable(link).addColumn('priority', text).execute();
    await sql`
      update ${sql.table(link)} set
        listed_at = (select created_at from issue where id = issue_id and deleted_at is null),
        status = (select status from issue where id = issue_id),
        priority = (select priority from issue where id = issue_id)
    `.execute(db);
  }
  await sql`
    update issue set
      comment_count = (select count(*) from comment where issue_id = issue.id),
      assignee_count = (select count(*) from issue_assignee where issue_id = issue.id)
  `.execute(db);
  await sql`
    update counter set listed = (select count(*) from issue where deleted_at is null) where name = 'issue'
  `.execute(db);
  await replace(db, before, indexes);
  await prepareDeletions(db);
}

/** Deletions that go on after their first transaction, and the ends by which old rows are found. */
async function prepareDeletions(db: Kysely<never>): Promise<void> {
  const { text, time } = columnTypes(db);
  await db.schema.alterTable('label').addColumn('deleted_at', time).execute();
  await db.schema
    .createTable('deletion')
    .addColumn('subject_id', text, (col) => col.primaryKey())
    .addColumn('kind', text, (col) => col.notNull().check(sql`kind in ('label', 'user')`))
    .addColumn('actor_id', text, (col) => col.references('user.id'))
    .addColumn('actor_name', text)
    .addColumn('created_at', time, (col) => col.notNull())
    .execute();
  for (const end of ['expires_at', 'revoked_at']) {
    await sql`
      create index ${sql.ref(`api_token_${end}`)} on api_token (${sql.ref(end)}) where ${sql.ref(end)} is not null
    `.execute(db);
  }
  await db.schema.createIndex('password_reset_expires_at').on('password_reset').column('expires_at').execute();
}

async function replace(db: Kysely<never>, old: Indexes, made: Indexes): Promise<void> {
  for (const index of Object.keys(old)) await db.schema.dropIndex(index).execute();
  for (const [index, { on, columns, where }] of Object.entries(made)) {
    const rows = {
      listed: sql` where deleted_at is null`,
      alive: sql` where revoked_at is null`,
      unassigned: sql` where deleted_at is null and assignee_count = 0`,
      all: sql``,
    }[where ?? 'all'];
    const refs = sql.join(columns.map((column) => sql.ref(column)));
    await sql`create index ${sql.ref(index)} on ${sql.table(on)} (${refs})${rows}`.execute(db);
  }
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const index of ['password_reset_expires_at', 'api_token_revoked_at', 'api_token_expires_at']) {
    await db.schema.dropIndex(index).execute();
  }
  await db.schema.dropTable('deletion').execute();
  await db.schema.alterTable('label').dropColumn('deleted_at').execute();
  await replace(db, indexes, before);
  for (const link of ['issue_label', 'issue_assignee']) {
    for (const column of ['priority', 'status', 'listed_at'])
      await db.schema.alterTable(link).dropColumn(column).execute();
  }
  await db.schema.alterTable('counter').dropColumn('listed').execute();
  for (const count of ['assignee_count', 'comment_count']) {
    await db.schema.alterTable('issue').dropColumn(count).execute();
  }
}
