import { type RawBuilder, sql } from 'kysely';
import type { Database, Writer } from '../../packages/db/src/database.ts';
import { isPostgres } from '../../packages/db/src/engine.ts';
import { MAIN_PROJECT_ID } from '../../packages/db/src/main-project.ts';

/** A condition on the number of an issue, `i`, in SQL that both engines know. */
type OnNumber = string;

export type Bulk = {
  issues: number;
  /** The last number that is taken already; 0 when left out. */
  after?: number;
  /** Ids of the projects, which take turns, and have no issues yet. The main one when left out. */
  projects?: string[];
  /** Ids of the authors, who take turns. */
  authors: string[];
  /** Which issues are assigned; their assignee is the author of the one after it. None when left out. */
  assigned?: OnNumber;
  labels?: { id: string; on: OnNumber }[];
  /** How many comments each issue has. */
  comments?: number;
};

/** Rows that one statement makes. */
const CHUNK = 50_000;

/**
 * Adds issues: number `i`, counted over all projects, is open when 5 divides it, in progress one behind 20, closed otherwise.
 * The engine makes the rows itself, which takes seconds for a hundred thousand. The same rows on both engines.
 */
export async function fillInBulk(database: Database, bulk: Bulk): Promise<void> {
  const { issues, after = 0 } = bulk;
  const end = after + issues;
  for (let first = after + 1; first <= end; first += CHUNK) {
    const last = Math.min(first + CHUNK - 1, end);
    await database.write((db) => fillSome(db, bulk, { first, last }), { isLong: true });
  }
  await database.write((db) => countIn(db, bulk));
}

/** The counters of the projects. */
async function countIn(db: Writer, { issues, after = 0, projects = [MAIN_PROJECT_ID] }: Bulk): Promise<void> {
  const numbers = Array.from({ length: issues }, (_, index) => after + 1 + index);
  const inProjects = Map.groupBy(numbers, (i) => projects[i % projects.length] ?? MAIN_PROJECT_ID);
  for (const [project_id, ofProject] of inProjects) {
    const open = ofProject.filter((i) => i % 5 === 0 || i % 20 === 1).length;
    await db
      .updateTable('issue_counter')
      .set((eb) => ({
        last_number: numberIn(ofProject.at(-1) ?? 0, projects),
        open_issues: eb('open_issues', '+', open),
        closed_issues: eb('closed_issues', '+', ofProject.length - open),
      }))
      .where('project_id', '=', project_id)
      .execute();
  }
}

/** The number of an issue in its project. */
function numberIn(i: number, projects: string[]): number {
  return Math.floor((i - 1) / projects.length) + 1;
}

type Numbers = { first: number; last: number };

async function fillSome(db: Writer, bulk: Bulk, numbers: Numbers): Promise<void> {
  const { authors, projects = [MAIN_PROJECT_ID], assigned = '1 = 0', labels = [], comments = 0 } = bulk;
  const project = oneOf(projects);
  const n = sql.raw(`with recursive n(i) as
    (select ${numbers.first} union all select i + 1 from n where i < ${numbers.last})`);
  const { id, time } = isPostgres(db) ? onPostgres : onSqlite;
  const texts = { title: sql`'Issue ' || i`, description: sql`'It happens now and then, mostly after a long file.'` };
  await sql`${n} insert into issue
      (id, project_id, serial, number, title, description, priority, status, author_id, version, created_at, updated_at, closed_at,
        comment_count, assignee_count)
    select ${id('0')}, ${project}, i, (i - 1) / ${sql.lit(projects.length)} + 1, ${texts.title}, ${texts.description}, ${PRIORITY}, ${STATUS}, ${oneOf(authors)}, 1, ${time},
      ${time}, case when ${IS_CLOSED} then ${time} end, ${sql.lit(comments)}, case when ${sql.raw(assigned)} then 1 else 0 end
    from n`.execute(db);
  await sql`${n} insert into issue_assignee (issue_id, project_id, user_id, listed_at, status, priority)
    select ${id('0')}, ${project}, ${oneOf(authors, 1)}, ${time}, ${STATUS}, ${PRIORITY} from n where ${sql.raw(assigned)}`.execute(
    db,
  );
  for (const { id: label_id, on } of labels) {
    await sql`${n} insert into issue_label (issue_id, project_id, label_id, listed_at, status, priority)
      select ${id('0')}, ${project}, ${sql.lit(label_id)}, ${time}, ${STATUS}, ${PRIORITY} from n where ${sql.raw(on)}`.execute(
      db,
    );
  }
  for (let nth = 0; nth < comments; nth += 1) {
    await sql`${n} insert into comment (id, issue_id, author_id, body, created_at, updated_at)
      select ${id(String(nth + 1))}, ${id('0')}, ${oneOf(authors, nth)}, 'I can reproduce this.', ${time}, ${time} from n
    `.execute(db);
  }
  await sql`${n} insert into event (id, type, subject_id, project_id, actor_id, data, created_at)
    select ${id('f')}, 'issue.created', ${id('0')}, ${project}, ${oneOf(authors)}, '{}', ${time} from n`.execute(db);
}

const STATUS = sql`case when i % 5 = 0 then 'open' when i % 20 = 1 then 'in_progress' else 'closed' end`;
const IS_CLOSED = sql`(i % 5 <> 0 and i % 20 <> 1)`;
const PRIORITY = sql`case i % 10 when 0 then 'high' when 1 then 'low' when 5 then 'low' else 'medium' end`;

/** Ids in turns, from `shift` on. */
function oneOf(ids: string[], shift = 0): RawBuilder<string> {
  const cases = ids.map((one, at) => sql`when ${sql.lit(at)} then ${sql.lit(one)}`);
  return sql`case (i + ${sql.lit(shift)}) % ${sql.lit(ids.length)} ${sql.join(cases, sql` `)} end`;
}

/** Issue 1 is a minute past the first day of 2020, each further one a minute later. */
const FIRST_DAY = Date.parse('2020-01-01T00:00:00.000Z') / 1000;

type Expressions = { id(kind: string): RawBuilder<string>; time: RawBuilder<string> };

/** An id looks like those that we draw. `kind` is a hexadecimal digit for each kind of row. */
const onSqlite: Expressions = {
  id: (kind) => sql`${sql.lit(`016f5e66-e800-7000-800${kind}-`)} || printf('%012x', i)`,
  time: sql`strftime('%Y-%m-%dT%H:%M:%fZ', ${sql.lit(FIRST_DAY)} + i * 60, 'unixepoch')`,
};

const onPostgres: Expressions = {
  id: (kind) => sql`${sql.lit(`016f5e66-e800-7000-800${kind}-`)} || lpad(to_hex(i), 12, '0')`,
  time: sql`to_timestamp(${sql.lit(FIRST_DAY)} + i * 60.0)`,
};
