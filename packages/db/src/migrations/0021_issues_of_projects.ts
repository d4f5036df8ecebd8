import { type Kysely, sql } from 'kysely';

/** By name: the table, its columns, and which of its rows are in the index. */
type Indexes = Record<string, { on: string; columns: string[]; where?: string }>;

/**
 * A list of some projects by another condition: of an author, say, it reads what is in these projects, and passes by
 * nothing that is in others.
 */
const made: Indexes = {
  issue_author_project: {
    on: 'issue',
    columns: ['author_id', 'project_id', 'status', 'created_at', 'id', 'priority', 'assignee_count'],
    where: 'deleted_at is null',
  },
  issue_unassigned_project: {
    on: 'issue',
    columns: ['project_id', 'status', 'created_at', 'id', 'priority'],
    where: 'deleted_at is null and assignee_count = 0',
  },
  issue_closed_project: {
    on: 'issue',
    columns: ['project_id', 'closed_at', 'id', 'status', 'priority', 'assignee_count'],
    where: 'deleted_at is null and closed_at is not null',
  },
  issue_label_project: {
    on: 'issue_label',
    columns: ['label_id', 'project_id', 'status', 'listed_at', 'issue_id', 'priority'],
  },
  issue_assignee_project: {
    on: 'issue_assignee',
    columns: ['user_id', 'project_id', 'status', 'listed_at', 'issue_id', 'priority'],
  },
};

export async function up(db: Kysely<never>): Promise<void> {
  for (const [index, { on, columns, where }] of Object.entries(made)) {
    const refs = sql.join(columns.map((column) => sql.ref(column)));
    const condition = where === undefined ? sql`` : sql` where ${sql.raw(where)}`;
    await sql`create index ${sql.ref(index)} on ${sql.table(on)} (${refs})${condition}`.execute(db);
  }
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const index of Object.keys(made)) await db.schema.dropIndex(index).execute();
}
