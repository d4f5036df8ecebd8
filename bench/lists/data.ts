import { MAIN_PROJECT_ID } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { checkSettings, type Docket, newId, openDocket } from '@docket/router';
import { LOGIN } from '../benched-data.ts';
import { settingsIn } from '../benched-server.ts';

/** Who work with issues; the first of them logs in. */
const PEOPLE = 20;

/** Accounts that only make the list of users long. */
const OTHERS = 12_000;

/** Of these projects, which take turns, the user who logs in sees so many. Odd, so that each has issues of every kind. */
const PROJECTS = 51;
const SEEN = 20;

/** A project that is seen, every fourth issue of which belongs to its milestone. */
export const PROJECT = 'P7X';
export const MILESTONE = 'Version 2';

/** The issue of the main project with so many comments and events. */
export const BUSY_ISSUE = 1;
const COMMENTS = 10_000;

/** Rows in one statement. */
const CHUNK = 500;

/** A quarter of the issues has one of the first two labels, and none has both; ten have "rare", a twentieth each other. */
const labels: Record<string, (issues: number) => string> = {
  bug: () => 'i % 4 = 0',
  ui: () => 'i % 4 = 1',
  rare: (issues) => `i % ${Math.ceil(issues / 10)} = 7`,
  ...Object.fromEntries(Array.from({ length: 18 }, (_, nth) => [`part-${nth}`, () => `i % 20 = ${nth}`])),
};

export const LABELS = Object.keys(labels);

type Filling = {
  folder: string;
  databaseUrl: string;
  issues: number;
  /** Of each issue. */
  comments?: number;
};

/** Opens a Docket as in production, with so many issues in it, of which one in two is assigned. */
export async function openFilled({ folder, databaseUrl, issues, comments = 1 }: Filling): Promise<Docket> {
  const docket = await openDocket(
    checkSettings({ ...settingsIn(folder), BCRYPT_COST: '4', ...(databaseUrl && { DATABASE_URL: databaseUrl }) }),
  );
  const script = docket.caller({ system: 'bench' });
  const authors: string[] = [];
  for (let nth = 0; nth < PEOPLE; nth += 1) {
    const username = `user-${nth}`;
    const { id } = await script.user.create({ ...LOGIN, username, email: `${username}@example.org` });
    authors.push(id);
  }
  const projects = [MAIN_PROJECT_ID];
  for (let nth = 1; nth < PROJECTS; nth += 1) {
    const visibility = nth < SEEN ? 'internal' : 'private';
    projects.push((await script.project.create({ key: `P${nth}X`, name: `Project ${nth}`, visibility })).id);
  }
  const made = [];
  for (const [name, on] of Object.entries(labels))
    made.push({ id: (await script.label.create({ name })).id, on: on(issues) });
  await fillInBulk(docket.database, { issues, projects, authors, assigned: 'i % 2 = 1', labels: made, comments });
  await addMilestone(docket);
  // A quick look at few issues needs no more of the rest.
  await addUsers(docket, Math.min(OTHERS, issues));
  await addDiscussion(docket, { author_id: authors[0] ?? '', count: Math.min(COMMENTS, issues) });
  return docket;
}

async function addMilestone(docket: Docket): Promise<void> {
  const script = docket.caller({ system: 'bench' });
  const { id, project } = await script.milestone.create({ title: MILESTONE, project: PROJECT });
  await docket.database.write(
    (db) =>
      db
        .updateTable('issue')
        .set({ milestone_id: id })
        .where('project_id', '=', project.id)
        .where(({ eb }) => eb(eb('number', '%', 4), '=', 0))
        .execute(),
    { isLong: true },
  );
}

async function addUsers({ database }: Docket, count: number): Promise<void> {
  const at = new Date().toISOString();
  const users = Array.from({ length: count }, (_, nth) => {
    const email = `other-${nth}@example.org`;
    return { id: newId(), email, role: 'user' as const, search_key: email, created_at: at, updated_at: at };
  });
  for (const rows of chunks(users)) await database.write((db) => db.insertInto('user').values(rows).execute());
}

type Discussion = { author_id: string; count: number };

async function addDiscussion({ database }: Docket, { author_id, count }: Discussion): Promise<void> {
  const issue = await database.read
    .selectFrom('issue')
    .select('id')
    .where('project_id', '=', MAIN_PROJECT_ID)
    .where('number', '=', BUSY_ISSUE)
    .executeTakeFirstOrThrow();
  const created_at = new Date().toISOString();
  const ids = Array.from({ length: count }, () => newId());
  for (const part of chunks(ids)) {
    const comments = part.map((id) => ({
      id,
      issue_id: issue.id,
      author_id,
      body: 'Me too',
      created_at,
      updated_at: created_at,
    }));
    const events = part.map((comment_id) => {
      const data = JSON.stringify({ comment_id });
      const place = { subject_id: issue.id, project_id: MAIN_PROJECT_ID };
      return { id: newId(), type: 'comment.created', ...place, actor_id: author_id, data, created_at };
    });
    await database.write(async (db) => {
      await db.insertInto('comment').values(comments).execute();
      await db.insertInto('event').values(events).execute();
    });
  }
  await database.write((db) =>
    db
      .updateTable('issue')
      .set((eb) => ({ comment_count: eb('comment_count', '+', count) }))
      .where('id', '=', issue.id)
      .execute(),
  );
}

function* chunks<T>(rows: T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += CHUNK) yield rows.slice(start, start + CHUNK);
}
