import { join } from 'node:path';
import { type Database, MAIN_PROJECT_ID } from '@docket/db';
import { checkSettings, type Docket, openDocket } from '@docket/router';
import { hash } from '@node-rs/bcrypt';
import SqliteConnection from 'better-sqlite3';
import { settingsIn } from './benched-server.ts';
import { fold } from './peers/password.ts';

export const LOGIN = { username: 'user-0', password: 'correct horse battery staple' };

const USERS = 20;
const LABELS = 8;

/** The cheapest hash: only one login is made to each server, and it is not measured. */
const BCRYPT_COST = '4';

/** Rows in one statement: SQLite takes 32,766 parameters. */
const CHUNK = 500;

const FIRST_DAY = Date.parse('2025-01-01T09:00:00.000Z');
const DESCRIPTION = 'It happens now and then, mostly after a long file was saved and opened again. '.repeat(4);
const PRIORITIES = ['low', 'medium', 'high'] as const;

type Filling = { folder: string; postgresUrl: string; issues: number };

/** Makes the file in the folder and the empty PostgreSQL database hold the same, row for row. */
export async function prepareBoth({ folder, postgresUrl, issues }: Filling): Promise<void> {
  const settings = { ...settingsIn(folder), BCRYPT_COST };
  const docket = await openDocket(checkSettings(settings));
  const other = await openDocket(checkSettings({ ...settings, DATABASE_URL: postgresUrl }));
  const people = await makeAccounts(docket);
  await writeAccounts(other.database, await readAccounts(docket.database));
  for (const { database } of [docket, other]) await writeIssues(database, makeIssues(issues, people));
  await docket.close();
  await other.close();
}

/**
 * Makes a database in the folder with the same accounts and issues as `prepareBoth`.
 *
 * @returns an access token that is good for a day with this file and every copy of it
 */
export async function prepareOne({ folder, issues }: { folder: string; issues: number }): Promise<string> {
  const docket = await openDocket(checkSettings({ ...settingsIn(folder), BCRYPT_COST }));
  const people = await makeAccounts(docket);
  await writeIssues(docket.database, makeIssues(issues, people));
  const { access_token } = await docket.caller('anonymous').auth.login(LOGIN);
  await docket.close();
  await setHashes(join(folder, 'docket.db'));
  return access_token;
}

/** Everyone's password hash is one that costs what it does in production. */
async function setHashes(file: string): Promise<void> {
  const db = new SqliteConnection(file);
  db.prepare('update user set password_hash = ?').run(await hash(fold(LOGIN.password), { cost: 12 }));
  db.close();
}

async function makeAccounts(docket: Docket): Promise<People> {
  const script = docket.caller({ system: 'bench' });
  for (const username of numbered('user', USERS)) {
    await script.user.create({ username, password: LOGIN.password, email: `${username}@example.org` });
  }
  for (const name of numbered('label', LABELS)) await script.label.create({ name });
  const { users, labels } = await readAccounts(docket.database);
  return { users: users.map(({ id }) => id), labels: labels.map(({ id }) => id) };
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}

/** What the procedures have made so far: its ids and hashes are not the same twice. */
async function readAccounts({ read }: Database) {
  return {
    users: await read.selectFrom('user').selectAll().orderBy('id').execute(),
    labels: await read.selectFrom('label').selectAll().orderBy('id').execute(),
    events: await read.selectFrom('event').selectAll().orderBy('position').execute(),
  };
}

type Accounts = Awaited<ReturnType<typeof readAccounts>>;

function writeAccounts(database: Database, { users, labels, events }: Accounts): Promise<void> {
  return database.write(async (db) => {
    await db.insertInto('user').values(users).execute();
    await db.insertInto('label').values(labels).execute();
    const unplaced = events.map(({ position: _, ...event }) => event);
    await db.insertInto('event').values(unplaced).execute();
  });
}

type Issues = ReturnType<typeof makeIssue>[];

function writeIssues(database: Database, made: Issues): Promise<void> {
  return database.write(async (db) => {
    for (const rows of chunks(made)) {
      await db
        .insertInto('issue')
        .values(rows.map(({ issue }) => issue))
        .execute();
      await db
        .insertInto('issue_label')
        .values(rows.flatMap(({ labels }) => labels))
        .execute();
      await db
        .insertInto('issue_assignee')
        .values(rows.flatMap(({ assignees }) => assignees))
        .execute();
      await db
        .insertInto('comment')
        .values(rows.flatMap(({ comments }) => comments))
        .execute();
      await db
        .insertInto('event')
        .values(rows.map(({ event }) => event))
        .execute();
    }
    const open = made.filter(({ issue }) => issue.status !== 'closed').length;
    await db
      .updateTable('issue_counter')
      .set({ last_number: made.length, open_issues: open, closed_issues: made.length - open })
      .execute();
  });
}

type People = { users: string[]; labels: string[] };

function makeIssues(count: number, people: People): Issues {
  return Array.from({ length: count }, (_, index) => makeIssue(index + 1, people));
}

/** An issue with one or two labels, an assignee or none, and up to two comments. */
function makeIssue(number: number, { users, labels }: People) {
  const id = madeId('0', number);
  const author_id = users[number % users.length] ?? '';
  const created_at = new Date(FIRST_DAY + number * 60_000).toISOString();
  const times = { created_at, updated_at: created_at };
  const texts = { title: `Issue ${number} of the benchmark`, description: DESCRIPTION };
  const priority = PRIORITIES[number % 3] ?? 'low';
  const isClosed = number % 4 === 0;
  const state = { status: isClosed ? ('closed' as const) : ('open' as const), closed_at: isClosed ? created_at : null };
  const labelIds = labels.filter((_, index) => index === number % LABELS || index === (number * 3) % LABELS);
  const commentIds = [1, 2].slice(0, number % 3).map((nth) => madeId(String(nth), number));
  const assignees = users.filter((_, index) => index === number % (2 * USERS));
  const counts = { comment_count: commentIds.length, assignee_count: assignees.length };
  const project_id = MAIN_PROJECT_ID;
  const link = { issue_id: id, project_id, listed_at: created_at, status: state.status, priority };
  const recorded = { type: 'issue.created', subject_id: id, project_id, actor_id: author_id, data: '{}', created_at };
  return {
    issue: {
      id,
      project_id,
      serial: number,
      number,
      ...texts,
      priority,
      ...state,
      author_id,
      version: 1,
      ...times,
      ...counts,
    },
    labels: labelIds.map((label_id) => ({ ...link, label_id })),
    assignees: assignees.map((user_id) => ({ ...link, user_id })),
    comments: commentIds.map((nth) => ({ id: nth, issue_id: id, author_id, body: DESCRIPTION, ...times })),
    event: { id: madeId('3', number), ...recorded },
  };
}

/** Looks like the ids that we draw, and is the same on both engines. */
function madeId(kind: string, number: number): string {
  return `01941f29-7c00-7000-800${kind}-${number.toString(16).padStart(12, '0')}`;
}

function chunks<T>(rows: T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, at) => rows.slice(at * CHUNK, (at + 1) * CHUNK));
}

/** Numbers of issues all over the table: a thousand, or all when there are fewer. */
export function spread(issues: number): number[] {
  return Array.from({ length: Math.min(issues, 1000) }, (_, at) => 1 + ((at * 7919) % issues));
}
