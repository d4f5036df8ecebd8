import { MAIN_PROJECT_ID } from '@docket/db';
import SqliteConnection from 'better-sqlite3';
import { uuidv7 } from 'uuidv7';
import { prepareReads, type Tuning } from './floor-statements.ts';
import type { Issue } from './issue-schema.ts';

/** What comes in. The floor does not check it, beside what the database itself refuses. */
export type NewIssue = {
  title: string;
  description: string;
  priority?: string;
  labels?: string[];
  assignees?: string[];
};

type Create = (userId: string, input: NewIssue) => Promise<Issue>;

/**
 * Creates issues with the writes of Docket, on disk before they are answered. Grouped: all that wait when the loop
 * turns share one commit, each in a savepoint of its own. Otherwise each has its own commit.
 */
export function floorWrites(file: string, { isGrouped, tuning }: { isGrouped: boolean; tuning: Tuning }): Create {
  const db = new SqliteConnection(file);
  const pragmas = ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON'];
  for (const pragma of [...pragmas, `temp_store = ${tuning.temporary}`]) db.pragma(pragma);
  const create = prepareCreate(db, tuning);
  return isGrouped ? grouped(db, create) : oneByOne(db, create);
}

type CreateNow = (userId: string, input: NewIssue) => Issue;

function prepareCreate(db: SqliteConnection.Database, tuning: Tuning): CreateNow {
  const reads = prepareReads(db, tuning);
  const draw = db
    .prepare(
      `update issue_counter set last_number = last_number + 1, open_issues = open_issues + 1
       where project_id = '${MAIN_PROJECT_ID}' returning last_number`,
    )
    .pluck();
  const insert = db.prepare(
    `insert into issue (id, project_id, serial, number, title, description, priority, status, author_id, version,
       created_at, updated_at, assignee_count)
     values (?, '${MAIN_PROJECT_ID}', (select coalesce(max(serial), 0) + 1 from issue), ?, ?, ?, ?, 'open', ?, 1, ?, ?, ?)`,
  );
  const findLabel = db.prepare<[string], string>('select id from label where name_key = ?').pluck();
  const addLabel = db.prepare(
    `insert into issue_label (issue_id, project_id, label_id, listed_at, status, priority)
     values (?, '${MAIN_PROJECT_ID}', ?, ?, 'open', ?)`,
  );
  const findUser = db
    .prepare<[string], string>(
      'select id from user where username_key = ? and deleted_at is null and deactivated_at is null',
    )
    .pluck();
  const addAssignee = db.prepare(
    `insert into issue_assignee (issue_id, project_id, user_id, listed_at, status, priority)
     values (?, '${MAIN_PROJECT_ID}', ?, ?, 'open', ?)`,
  );
  const record = db.prepare(
    `insert into event (id, type, subject_id, project_id, actor_id, data, created_at)
     values (?, 'issue.created', ?, '${MAIN_PROJECT_ID}', ?, '{}', ?)`,
  );

  return (userId, { title, description, priority = 'medium', labels = [], assignees = [] }) => {
    const id = uuidv7();
    const at = new Date().toISOString();
    const people = new Set(assignees);
    insert.run(id, draw.get(), title, description, priority, userId, at, at, people.size);
    for (const name of new Set(labels))
      addLabel.run(id, findLabel.get(name.normalize('NFC').toLowerCase()), at, priority);
    for (const name of people) addAssignee.run(id, findUser.get(name.toLowerCase()), at, priority);
    record.run(uuidv7(), id, userId, at);
    const issue = reads.get(id);
    if (!issue) throw new Error('The issue that was just made is not there');
    return issue;
  };
}

function oneByOne(db: SqliteConnection.Database, create: CreateNow): Create {
  const inTransaction = db.transaction(create).immediate;
  return async (userId, input) => inTransaction(userId, input);
}

type Waiting = { userId: string; input: NewIssue; answer: PromiseWithResolvers<Issue> };

function grouped(db: SqliteConnection.Database, create: CreateNow): Create {
  const commands = {
    begin: db.prepare('begin immediate'),
    commit: db.prepare('commit'),
    rollback: db.prepare('rollback'),
  };
  const inSavepoint = db.transaction(create); // inside of a transaction it makes a savepoint
  let waiting: Waiting[] = [];

  function commitAll(): void {
    const these = waiting;
    waiting = [];
    try {
      commands.begin.run();
      const settle = these.map((one) => attempt(one, inSavepoint));
      commands.commit.run();
      for (const one of settle) one();
    } catch (error) {
      if (db.inTransaction) commands.rollback.run();
      for (const { answer } of these) answer.reject(error);
    }
  }

  return (userId, input) => {
    const answer = Promise.withResolvers<Issue>();
    if (waiting.push({ userId, input, answer }) === 1) setImmediate(commitAll);
    return answer.promise;
  };
}

/** Does one of them, and tells what to say when all are on disk. */
function attempt({ userId, input, answer }: Waiting, create: CreateNow): () => void {
  try {
    const issue = create(userId, input);
    return () => answer.resolve(issue);
  } catch (error) {
    return () => answer.reject(error);
  }
}
