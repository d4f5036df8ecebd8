import { MAIN_PROJECT_ID } from '@docket/db';
import type SqliteConnection from 'better-sqlite3';
import type { Label } from '../../packages/router/src/features/label/schema.ts';
import type { UserSummary } from '../../packages/router/src/features/user/schema.ts';
import type { Issue, IssueList } from './issue-schema.ts';

// Few statements, none of them with json_group_array, which was measured to take three times as long.

const SUMMARY = 'u.id, u.username, u.first_name, u.last_name, u.email, u.avatar_url, u.deleted_at';

const ISSUE = `
  select i.id, i.number, i.project_id, p.key as project_key, p.name as project_name, i.title, i.description, i.priority, i.status, i.version, i.created_at, i.updated_at,
    i.closed_at, u.id as user_id, u.username, u.first_name, u.last_name, u.email, u.avatar_url,
    u.deleted_at, i.comment_count
  from issue i join project p on p.id = i.project_id join user u on u.id = i.author_id
  where i.deleted_at is null`;

/** It is kept, and answered up to 10,000. */
const TOTAL = 'select min(sum(open_issues + closed_issues), 10000) from issue_counter';

type Person = Omit<UserSummary, 'full_name' | 'is_deleted'> & {
  first_name: string | null;
  last_name: string | null;
  email: string;
  deleted_at: string | null;
};
type Project = { project_id: string; project_key: string; project_name: string };
type IssueRow = Omit<Issue, 'key' | 'project' | 'author' | 'assignees' | 'labels'> &
  Project &
  Person & { user_id: string };
type AssigneeRow = Person & { issue_id: string };
type LabelRow = Label & { issue_id: string };

export type Reads = {
  get(key: string): Issue | undefined;
  list(page: { size: number; page: number }): IssueList;
};

/** What we found out about SQLite while we built Docket. */
export type Tuning = {
  /** `+?`, because SQLite compiles a statement with a join or a limit again whenever a bare `?` gets its value. */
  placeholder: '?' | '+?';
  /** In one transaction, because each statement alone costs two system calls. */
  readsAtOnce: boolean;
  /** What savepoints may have to restore stays in memory, not in a temporary file. */
  temporary: 'DEFAULT' | 'MEMORY';
};

export const TUNED: Tuning = { placeholder: '+?', readsAtOnce: true, temporary: 'MEMORY' };
export const PLAIN: Tuning = { placeholder: '?', readsAtOnce: false, temporary: 'DEFAULT' };

type Prepare = <Values extends unknown[], Row>(text: string) => SqliteConnection.Statement<Values, Row>;

/** The reads of the benchmark, prepared on this connection. */
export function prepareReads(db: SqliteConnection.Database, { placeholder, readsAtOnce }: Tuning): Reads {
  const prepare: Prepare = (text) => db.prepare(text.replaceAll('?', placeholder));
  const byNumber = prepare<[number], IssueRow>(`${ISSUE} and i.project_id = '${MAIN_PROJECT_ID}' and i.number = ?`);
  const byId = prepare<[string], IssueRow>(`${ISSUE} and i.id = ?`);
  const newest = prepare<[number, number], IssueRow>(`${ISSUE} order by i.created_at desc, i.id desc limit ? offset ?`);
  const total = prepare<[], number>(TOTAL).pluck();
  const related = relatedTo(prepare);
  const commands = { begin: db.prepare('begin'), commit: db.prepare('commit') };

  return {
    get: (key) => atOnce(() => getOne(key)),
    list: (page) => atOnce(() => listPage(page)),
  };

  function atOnce<T>(read: () => T): T {
    if (!readsAtOnce || db.inTransaction) return read();
    commands.begin.run();
    const answer = read();
    commands.commit.run();
    return answer;
  }

  function getOne(key: string): Issue | undefined {
    const row = /^\d+$/.test(key) ? byNumber.get(Number(key)) : byId.get(key);
    if (!row) return undefined;
    const { assignees, labels } = related([row.id]);
    return toIssue(row, assignees.map(toSummary), labels.map(toLabel));
  }

  function listPage({ size, page }: { size: number; page: number }): IssueList {
    const rows = newest.all(size + 1, (page - 1) * size);
    const shown = rows.slice(0, size);
    const { assignees, labels } = related(shown.map(({ id }) => id));
    const assigneesOf = Map.groupBy(assignees, byIssue);
    const labelsOf = Map.groupBy(labels, byIssue);
    const items = shown.map((row) =>
      toIssue(row, (assigneesOf.get(row.id) ?? []).map(toSummary), (labelsOf.get(row.id) ?? []).map(toLabel)),
    );
    const last = rows.length > size ? items.at(-1) : undefined;
    const next_cursor = last
      ? Buffer.from(`issues created-desc ${last.created_at} ${last.id}`).toString('base64url')
      : null;
    const all = total.get() ?? 0;
    return { items, total: all, page, size, pages: Math.ceil(all / size), next_cursor };
  }
}

function byIssue(row: { issue_id: string }): string {
  return row.issue_id;
}

/** Assignees and labels of issues; a statement is prepared once for each number of issues. */
function relatedTo(prepare: Prepare) {
  const kept = new Map<number, ReturnType<typeof prepareFor>>();
  function prepareFor(count: number) {
    const these = Array.from({ length: count }, () => '?').join(', ');
    return {
      assignees: prepare<string[], AssigneeRow>(
        `select a.issue_id, ${SUMMARY} from issue_assignee a join user u on u.id = a.user_id
         where a.issue_id in (${these}) order by u.id`,
      ),
      labels: prepare<string[], LabelRow>(
        `select x.issue_id, l.id, l.name, l.color, l.description, l.version, l.created_at, l.updated_at
         from issue_label x join label l on l.id = x.label_id where x.issue_id in (${these}) order by l.name_key`,
      ),
    };
  }
  return (ids: string[]) => {
    if (ids.length === 0) return { assignees: [], labels: [] };
    const prepared = kept.get(ids.length) ?? prepareFor(ids.length);
    kept.set(ids.length, prepared);
    return { assignees: prepared.assignees.all(...ids), labels: prepared.labels.all(...ids) };
  };
}

function toIssue(row: IssueRow, assignees: UserSummary[], labels: Label[]): Issue {
  return {
    id: row.id,
    key: `${row.project_key}-${row.number}`,
    number: row.number,
    project: { id: row.project_id, key: row.project_key, name: row.project_name },
    title: row.title,
    description: row.description,
    priority: row.priority,
    status: row.status,
    author: {
      id: row.user_id,
      username: row.username,
      full_name: fullName(row),
      avatar_url: row.avatar_url,
      is_deleted: row.deleted_at !== null,
    },
    assignees,
    labels,
    comment_count: row.comment_count,
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
    closed_at: row.closed_at,
  };
}

function toSummary(row: Person): UserSummary {
  return {
    id: row.id,
    username: row.username,
    full_name: fullName(row),
    avatar_url: row.avatar_url,
    is_deleted: row.deleted_at !== null,
  };
}

function fullName({ first_name, last_name, email, deleted_at }: Omit<Person, 'id' | 'username'>): string {
  if (deleted_at !== null) return 'Deleted user';
  if (first_name && last_name) return `${first_name} ${last_name}`;
  return first_name || last_name || email;
}

function toLabel({ id, name, color, description, version, created_at, updated_at }: LabelRow): Label {
  return { id, project: null, name, color, description, version, created_at, updated_at };
}
