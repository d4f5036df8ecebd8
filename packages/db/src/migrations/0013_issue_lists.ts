import { type Kysely, sql } from 'kysely';

/** By name: the table and its columns. `where`: an index has only the issues that lists show, or some of those. */
type Indexes = Record<string, { on: string; columns: string[]; where?: keyof typeof ROWS }>;

const ROWS = {
  listed: sql` where deleted_at is null`,
  unassigned: sql` where deleted_at is null and assignee_count = 0`,
  closed: sql` where deleted_at is null and closed_at is not null`,
};

/** What filters ask for. It stands behind the id, and spares a walk a look at each row. */
const ASKED = ['priority', 'assignee_count'];

/** A list of some projects walks one part for each project and status; one of all, or of very many, a part for each status. */
const made: Indexes = {
  issue_project_created: inProject('created_at'),
  issue_project_updated: inProject('updated_at'),
  issue_project_number: inProject('number'),
  issue_project_comments: inProject('comment_count'),
  issue_project_priority: {
    on: 'issue',
    columns: ['project_id', 'status', 'priority', 'created_at', 'id', 'assignee_count'],
    where: 'listed',
  },
  issue_status: ofAll('status', 'created_at'),
  issue_status_updated: ofAll('status', 'updated_at'),
  issue_author: {
    on: 'issue',
    columns: ['author_id', 'status', 'created_at', 'id', 'project_id', 'priority', 'assignee_count'],
    where: 'listed',
  },
  issue_unassigned: {
    on: 'issue',
    columns: ['status', 'created_at', 'id', 'project_id', 'priority'],
    where: 'unassigned',
  },
  issue_closed: { on: 'issue', columns: ['closed_at', 'id', 'project_id', 'status', ...ASKED], where: 'closed' },
  issue_label_label: {
    on: 'issue_label',
    columns: ['label_id', 'status', 'listed_at', 'issue_id', 'project_id', 'priority'],
  },
  issue_assignee_user: {
    on: 'issue_assignee',
    columns: ['user_id', 'status', 'listed_at', 'issue_id', 'project_id', 'priority'],
  },
};

function inProject(column: string): Indexes[string] {
  return { on: 'issue', columns: ['project_id', 'status', column, 'id', ...ASKED], where: 'listed' };
}

function ofAll(...columns: string[]): Indexes[string] {
  return { on: 'issue', columns: [...columns, 'id', 'project_id', ...ASKED], where: 'listed' };
}

const before: Indexes = {
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
};

/** Lists of some projects, in any order. */
export async function up(db: Kysely<never>): Promise<void> {
  await replace(db, before, made);
}

export async function down(db: Kysely<never>): Promise<void> {
  await replace(db, made, before);
}

async function replace(db: Kysely<never>, old: Indexes, others: Indexes): Promise<void> {
  for (const index of Object.keys(old)) await db.schema.dropIndex(index).execute();
  for (const [index, { on, columns, where }] of Object.entries(others)) {
    const refs = sql.join(columns.map((column) => sql.ref(column)));
    await sql`create index ${sql.ref(index)} on ${sql.table(on)} (${refs})${where ? ROWS[where] : sql``}`.execute(db);
  }
}
