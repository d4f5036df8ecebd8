import { sql } from 'kysely';
import type { Writer } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { removeOnPostgres, writeOnPostgres } from '../postgres/search.ts';
import { type Bound, compilable, prepared } from '../prepared.ts';
import { removeOnSqlite, writeOnSqlite } from '../sqlite/search.ts';
import { IssueDocument, type IssueWords } from './document.ts';

/** Comments that are read at once. Few issues have more, and of those with very many not all are read. */
const COMMENTS_AT_ONCE = 100;

/** Between the names of labels, of which none has it. */
const NEXT_LABEL = '\n';

/** Brings the index up to date with issues that are there or in the bin, in the transaction that has changed them. */
export async function indexIssues(db: Writer, ids: Iterable<string>): Promise<void> {
  for (const id of ids) {
    const [issue] = await findIssue(db, { id });
    if (!issue) continue;
    if (issue.deleted_at !== null) await removeWords(db, issue.serial);
    else await writeWords(db, issue.serial, await readIssue(db, { ...issue, id }));
  }
}

type Found = {
  serial: number;
  title: string;
  description: string;
  labels: string | null;
  comment_count: number;
  deleted_at: string | null;
};

const findIssue = prepared((db: Writer, { id }: Bound<{ id: string }>) =>
  compilable(
    db,
    sql<Found>`
      select serial, title, description, comment_count, deleted_at,
        (select string_agg(label.name, ${NEXT_LABEL} order by label.name_key, label.id)
          from issue_label join label on label.id = issue_label.label_id
          where issue_label.issue_id = issue.id and label.deleted_at is null) as labels
      from issue where id = ${id}`,
  ),
);

/** The newest comments first: of a long talk, that is what people look for. */
async function readIssue(db: Writer, issue: Found & { id: string }): Promise<IssueWords> {
  const document = new IssueDocument();
  document.add('title', issue.title);
  for (const name of issue.labels?.split(NEXT_LABEL) ?? []) document.add('labels', name);
  document.add('description', issue.description);
  let last: { created_at: string; id: string } | undefined;
  while (issue.comment_count > 0 && !document.isFull) {
    const comments = await findComments(db, { issue_id: issue.id, after_at: last?.created_at, after_id: last?.id });
    for (const { body } of comments) document.add('comments', body);
    last = comments.at(-1);
    if (comments.length < COMMENTS_AT_ONCE) break;
  }
  return document.words;
}

type Asked = { issue_id: string; after_at: string | undefined; after_id: string | undefined };

const findComments = prepared((db: Writer, { issue_id, after_at, after_id }: Bound<Asked>) =>
  db
    .selectFrom('comment')
    .select(['id', 'created_at', 'body'])
    .where('issue_id', '=', issue_id)
    .$if(after_at !== undefined, (query) => query.where(sql<boolean>`(created_at, id) < (${after_at}, ${after_id})`))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(COMMENTS_AT_ONCE),
);

/** Puts the words of an issue in place of those that the index has. */
export function writeWords(db: Writer, serial: number, words: IssueWords): Promise<void> {
  return isPostgres(db) ? writeOnPostgres(db, serial, words) : writeOnSqlite(db, serial, words);
}

function removeWords(db: Writer, serial: number): Promise<void> {
  return isPostgres(db) ? removeOnPostgres(db, serial) : removeOnSqlite(db, serial);
}
