import { MAIN_PROJECT_ID, type Tables } from '@docket/db';
import SqliteConnection from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { CreateIssue, Issue, IssueList } from './issue-schema.ts';
import { file } from './peer.ts';

// The database of the peers, as kysely.dev/docs/getting-started opens one. The statements are those of the floor.

const connection = new SqliteConnection(file);
// A commit is on disk before it is answered, as with Docket and the floor; better-sqlite3 opens at NORMAL.
for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) connection.pragma(pragma);
const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });

const PERSON = ['u.username', 'u.first_name', 'u.last_name', 'u.email', 'u.avatar_url', 'u.deleted_at'] as const;

function issuesOf(handle: Kysely<Tables>) {
  return handle
    .selectFrom('issue as i')
    .innerJoin('project as p', 'p.id', 'i.project_id')
    .innerJoin('user as u', 'u.id', 'i.author_id')
    .select([
      'i.id',
      'i.number',
      'i.project_id',
      'p.key as project_key',
      'p.name as project_name',
      'i.title',
      'i.description',
      'i.priority',
      'i.status',
      'i.version',
      'i.created_at',
      'i.updated_at',
      'i.closed_at',
      'i.comment_count',
      'u.id as user_id',
    ])
    .select(PERSON)
    .where('i.deleted_at', 'is', null);
}

type IssueRow = Awaited<ReturnType<ReturnType<typeof issuesOf>['execute']>>[number];

/** An issue by id or number; undefined when there is none. */
export async function getIssue(key: string, handle: Kysely<Tables> = db): Promise<Issue | undefined> {
  const byKey = /^\d+$/.test(key)
    ? issuesOf(handle).where('i.project_id', '=', MAIN_PROJECT_ID).where('i.number', '=', Number(key))
    : issuesOf(handle).where('i.id', '=', key);
  const [issue] = await withRelated(handle, await byKey.execute());
  return issue;
}

/** A page of all issues, newest first. */
export async function listIssues({ page, size = 20 }: { page: number; size?: number | undefined }): Promise<IssueList> {
  const rows = await issuesOf(db)
    .orderBy('i.created_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(size + 1)
    .offset((page - 1) * size)
    .execute();
  const items = await withRelated(db, rows.slice(0, size));
  const counter = db.selectFrom('issue_counter').select(['open_issues', 'closed_issues']);
  const { open_issues, closed_issues } = await counter.executeTakeFirstOrThrow();
  const total = Math.min(open_issues + closed_issues, 10_000);
  const last = rows.length > size ? items.at(-1) : undefined;
  const next_cursor = last
    ? Buffer.from(`issues created-desc ${last.created_at} ${last.id}`).toString('base64url')
    : null;
  return { items, total, page, size, pages: Math.ceil(total / size), next_cursor };
}

/** Makes an issue with the writes of Docket. */
export function createIssue(userId: string, input: CreateIssue): Promise<Issue> {
  return db.transaction().execute(async (tx) => {
    const id = uuidv7();
    const at = new Date().toISOString();
    const drawn = tx
      .updateTable('issue_counter')
      .set((eb) => ({ last_number: eb('last_number', '+', 1), open_issues: eb('open_issues', '+', 1) }))
      .where('project_id', '=', MAIN_PROJECT_ID);
    const { last_number: number } = await drawn.returning('last_number').executeTakeFirstOrThrow();
    const { title, description, priority } = input;
    const state = { status: 'open' as const, author_id: userId, version: 1, created_at: at, updated_at: at };
    const assignee_count = new Set(input.assignees).size;
    await tx
      .insertInto('issue')
      .values({
        id,
        project_id: MAIN_PROJECT_ID,
        serial: number,
        number,
        title,
        description,
        priority,
        assignee_count,
        ...state,
      })
      .execute();
    await addRelated(tx, { issue_id: id, project_id: MAIN_PROJECT_ID, listed_at: at, status: 'open', priority }, input);
    const subject = { type: 'issue.created', subject_id: id, project_id: MAIN_PROJECT_ID };
    const event = { id: uuidv7(), ...subject, actor_id: userId, data: '{}', created_at: at };
    await tx.insertInto('event').values(event).execute();
    const issue = await getIssue(id, tx);
    if (!issue) throw new Error('The issue that was just made is not there');
    return issue;
  });
}

/** Who logs in under this name. */
export function findPasswordHash(username: string) {
  const users = db.selectFrom('user').select(['id', 'password_hash']).where('deleted_at', 'is', null);
  return users.where('username_key', '=', username.toLowerCase()).executeTakeFirst();
}

type Link = Omit<Tables['issue_label'], 'label_id'>;

async function addRelated(tx: Kysely<Tables>, link: Link, { labels, assignees }: CreateIssue): Promise<void> {
  for (const name of new Set(labels)) {
    const label = tx.selectFrom('label').select('id').where('name_key', '=', name.normalize('NFC').toLowerCase());
    const { id } = await label.executeTakeFirstOrThrow();
    await tx
      .insertInto('issue_label')
      .values({ ...link, label_id: id })
      .execute();
  }
  for (const name of new Set(assignees)) {
    const user = tx.selectFrom('user').select('id').where('username_key', '=', name.toLowerCase());
    const { id } = await user.where('deleted_at', 'is', null).executeTakeFirstOrThrow();
    await tx
      .insertInto('issue_assignee')
      .values({ ...link, user_id: id })
      .execute();
  }
}

async function withRelated(handle: Kysely<Tables>, rows: IssueRow[]): Promise<Issue[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const assigned = await handle
    .selectFrom('issue_assignee as a')
    .innerJoin('user as u', 'u.id', 'a.user_id')
    .select(['a.issue_id', 'u.id'])
    .select(PERSON)
    .where('a.issue_id', 'in', ids)
    .orderBy('u.id')
    .execute();
  const labelled = await handle
    .selectFrom('issue_label as x')
    .innerJoin('label as l', 'l.id', 'x.label_id')
    .select(['x.issue_id', 'l.id', 'l.name', 'l.color', 'l.description', 'l.version', 'l.created_at', 'l.updated_at'])
    .where('x.issue_id', 'in', ids)
    .orderBy('l.name_key')
    .execute();
  const assignees = Map.groupBy(assigned, ({ issue_id }) => issue_id);
  const labels = Map.groupBy(labelled, ({ issue_id }) => issue_id);
  return rows.map(({ user_id, username, first_name, last_name, email, avatar_url, deleted_at, ...issue }) => ({
    ...issue, // the schema of the output takes off what is too much
    key: `${issue.project_key}-${issue.number}`,
    project: { id: issue.project_id, key: issue.project_key, name: issue.project_name },
    author: toSummary({ id: user_id, username, first_name, last_name, email, avatar_url, deleted_at }),
    assignees: (assignees.get(issue.id) ?? []).map(toSummary),
    labels: (labels.get(issue.id) ?? []).map((label) => ({ ...label, project: null })),
  }));
}

type Person = Pick<IssueRow, 'username' | 'first_name' | 'last_name' | 'email' | 'avatar_url' | 'deleted_at'>;

function toSummary({ id, username, first_name, last_name, email, avatar_url, deleted_at }: Person & { id: string }) {
  const name = [first_name, last_name].filter(Boolean).join(' ') || email;
  const full_name = deleted_at === null ? name : 'Deleted user';
  return { id, username, full_name, avatar_url, is_deleted: deleted_at !== null };
}
